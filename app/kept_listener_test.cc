// SPDX-License-Identifier: Apache-2.0
#include "app/kept_listener.h"

#include <gtest/gtest.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "app/control_channel.h"
#include "tracer/filter.h"
#include "tracer/listener.h"

namespace falco_run::app {
namespace {

absl::StatusOr<std::vector<sock_filter>> FilterOfGetppid() {
  tracer::FilterSpec spec;
  spec.syscalls = {{"getppid", {}}};
  return tracer::BuildFilter(spec);
}

// The listener; -1: there is none here.
int InstallWithListener(const std::vector<sock_filter>& filter) {
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  const sock_fprog program = {static_cast<unsigned short>(filter.size()),
                              const_cast<sock_filter*>(filter.data())};
  return static_cast<int>(
      syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program));
}

void StayOnFirstProcessor() {
  cpu_set_t allowed;
  sched_getaffinity(0, sizeof allowed, &allowed);
  int first = 0;
  while (first < CPU_SETSIZE - 1 && !CPU_ISSET(first, &allowed)) ++first;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  sched_setaffinity(0, sizeof one, &one);
}

// Threads that each make one notified call (getppid), and end when it has returned.
class Callers {
 public:
  // `idle`: they run on the first processor only, and only while nobody else wants it.
  Callers(int count, const std::vector<sock_filter>& filter, bool idle = false)
      : tids_(static_cast<size_t>(count)), idle_(idle) {
    maker_ = std::thread([this, &filter] { Make(filter); });
  }
  ~Callers() { maker_.join(); }

  // The listener, once all of them wait for it; invalid: there is none here.
  tracer::UniqueFd Listener() {
    while (listener_ == kNotYet) std::this_thread::yield();
    if (listener_ < 0) return {};
    for (std::atomic<pid_t>& tid : tids_) {
      while (tid == 0 || !Waits(tid)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return tracer::UniqueFd(listener_);
  }

 private:
  static constexpr int kNotYet = -2;

  // A thread's filter is inherited by those that it makes, and not by the others.
  void Make(const std::vector<sock_filter>& filter) {
    const int fd = InstallWithListener(filter);
    std::vector<std::thread> threads;
    for (size_t i = 0; fd >= 0 && i < tids_.size(); ++i) {
      threads.emplace_back([this, i] {
        if (idle_) {
          StayOnFirstProcessor();
          const sched_param parameters = {};
          sched_setscheduler(0, SCHED_IDLE, &parameters);
        }
        tids_[i] = static_cast<pid_t>(syscall(SYS_gettid));
        syscall(SYS_getppid);
      });
    }
    listener_ = fd;
    for (std::thread& thread : threads) thread.join();
  }

  static bool Waits(pid_t tid) {
    std::ifstream in("/proc/self/task/" + std::to_string(tid) + "/syscall");
    std::string number;
    return in >> number && number == std::to_string(SYS_getppid);
  }

  std::vector<std::atomic<pid_t>> tids_;
  const bool idle_;
  std::atomic<int> listener_{kNotYet};
  std::thread maker_;
};

// Who calls it has others to look after: signals, and the engine that is about to watch.
TEST(KeptListenerTest, HowMuchIsServedAtOnceIsBounded) {
  constexpr int kCallers = 200;
  const auto filter = FilterOfGetppid();
  ASSERT_TRUE(filter.ok()) << filter.status();
  Callers callers(kCallers, *filter);
  tracer::UniqueFd fd = callers.Listener();
  if (!fd.valid()) GTEST_SKIP() << "no listener can be had here";
  KeptListener kept;
  kept.Keep(std::move(fd));
  kept.BeginGap();
  kept.Serve();
  const KeptListener::Gap first = kept.EndGap();
  EXPECT_GT(first.calls, 0u);
  EXPECT_LT(first.calls, static_cast<uint64_t>(kCallers));
  kept.BeginGap();
  for (int i = 0; i < kCallers; ++i) kept.Serve();
  EXPECT_EQ(first.calls + kept.EndGap().calls, static_cast<uint64_t>(kCallers));
}

// The last call that the engine wrote down is answered, and its caller has not run since; the
// engine was killed when it had received the next one and not yet written that down.
TEST(KeptListenerTest, WhatWasReceivedAndNotWrittenDownGoesOn) {
  const auto filter = FilterOfGetppid();
  ASSERT_TRUE(filter.ok()) << filter.status();
  Callers callers(2, *filter, /*idle=*/true);
  tracer::UniqueFd fd = callers.Listener();
  if (!fd.valid()) GTEST_SKIP() << "no listener can be had here";
  KeptListener kept;
  tracer::Listener engine(tracer::UniqueFd(dup(fd.get())), kept.log());
  tracer::Listener killed(tracer::UniqueFd(dup(fd.get())));
  kept.Keep(std::move(fd));
  StayOnFirstProcessor();
  const seccomp_notif* first = engine.Receive();
  ASSERT_NE(first, nullptr);
  EXPECT_TRUE(engine.Continue(first->id));
  const seccomp_notif* second = killed.Receive();
  ASSERT_NE(second, nullptr);
  kept.BeginGap();
  EXPECT_FALSE(killed.Continue(second->id)) << "it was answered";
}

// Else it would wait for an answer that nobody gives, and never make the call that it is killed at.
TEST(KeptListenerTest, TheRestIsKilledAlsoWhereACallWasReceivedAndNotAnswered) {
  const auto filter = FilterOfGetppid();
  ASSERT_TRUE(filter.ok()) << filter.status();
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
  const ControlChannel ours{tracer::UniqueFd(ends[0])};
  const ControlChannel theirs{tracer::UniqueFd(ends[1])};
  const pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    {
      const tracer::UniqueFd fd(InstallWithListener(*filter));
      if (!fd.valid()) _exit(77);
      theirs.Send({}, fd.get());
    }
    while (true) syscall(SYS_getppid);
  }
  tracer::UniqueFd fd;
  pollfd waiting = {ours.fd(), POLLIN, 0};
  if (poll(&waiting, 1, 1000) == 1) (void)ours.Receive(&fd);
  int status = 0;
  if (!fd.valid()) {
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    GTEST_SKIP() << "no listener can be had here";
  }
  KeptListener kept;
  tracer::Listener engine(tracer::UniqueFd(dup(fd.get())), kept.log());
  ASSERT_NE(engine.Receive(), nullptr);
  kept.Keep(std::move(fd));
  kept.KillRest();
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));
}

}  // namespace
}  // namespace falco_run::app
