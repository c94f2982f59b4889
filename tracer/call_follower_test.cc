// SPDX-License-Identifier: Apache-2.0
#include "tracer/call_follower.h"

#include <errno.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <vector>

#include "tracer/filter.h"
#include "tracer/listener.h"

namespace falco_run::tracer {
namespace {

// What the child and we share.
struct Shared {
  std::atomic<int> listener{-1};
  std::atomic<bool> handled{false};
};
Shared* shared = nullptr;

// A child whose mkdirat is notified, and which has a handler without SA_RESTART for SIGUSR1. It
// ends with the errno of the call.
pid_t StartChild(const std::vector<sock_filter>& filter) {
  shared =
      new (mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))
          Shared;
  const auto pid = static_cast<pid_t>(syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0));
  if (pid != 0) return pid;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  struct sigaction action = {};
  action.sa_handler = [](int) { shared->handled = true; };
  sigaction(SIGUSR1, &action, nullptr);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  const sock_fprog program = {static_cast<unsigned short>(filter.size()),
                              const_cast<sock_filter*>(filter.data())};
  constexpr unsigned long kWaitKillableRecv = 1UL << 5;
  shared->listener =
      static_cast<int>(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                               SECCOMP_FILTER_FLAG_NEW_LISTENER | kWaitKillableRecv, &program));
  if (shared->listener < 0) _exit(255);
  syscall(SYS_mkdirat, AT_FDCWD, "/no/such/directory", 0700);
  _exit(errno);
}

// fork(2), open(2) of a file and others never return EINTR, so they must not do so here.
TEST(CallFollowerTest, ASignalBeforeTheNotificationIsTakenDoesNotFailTheCall) {
  FilterSpec spec;
  spec.syscalls = {{"mkdirat", {}}};
  const auto filter = BuildFilter(spec);
  ASSERT_TRUE(filter.ok());
  const pid_t pid = StartChild(*filter);
  ASSERT_GT(pid, 0);
  int status = 0;
  while (shared->listener < 0 && waitpid(pid, &status, WNOHANG) == 0) usleep(1000);
  if (shared->listener < 0) GTEST_SKIP() << "no seccomp notification here";
  Listener listener{UniqueFd(shared->listener)};

  int again = 0;
  std::vector<int64_t> results;
  std::recursive_mutex waiting;
  CallFollower follower(waiting,
                        {.on_return = [&](pid_t, int64_t result) { results.push_back(result); },
                         .on_again = [&](pid_t) { ++again; },
                         .on_gone = [](pid_t) {},
                         .on_halted = [](pid_t) {},
                         .on_reaped = [](pid_t, int) {}});
  const seccomp_notif* n = listener.Receive();
  ASSERT_NE(n, nullptr);
  ASSERT_EQ(follower.Follow(listener, n->id, pid, SYS_mkdirat), CallFollower::Start::kFollowed);
  while (!listener.Pending()) usleep(100);  // it waits for us, and can still be interrupted
  kill(pid, SIGUSR1);
  while (!follower.empty()) {
    follower.Poll();
    usleep(100);
  }
  EXPECT_EQ(again, 1);
  EXPECT_TRUE(results.empty());
  while (waitpid(pid, &status, WNOHANG) == 0) {
    if (!listener.Pending()) {
      usleep(100);
    } else if ((n = listener.Receive()) != nullptr) {
      EXPECT_TRUE(listener.Continue(n->id));
    }
  }
  EXPECT_TRUE(shared->handled);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), ENOENT);
}

}  // namespace
}  // namespace falco_run::tracer
