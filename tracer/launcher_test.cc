// SPDX-License-Identifier: Apache-2.0
#include "tracer/launcher.h"

#include <errno.h>
#include <gtest/gtest.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <vector>

namespace falco_run::tracer {
namespace {

constexpr unsigned kSpecAllow = 1U << 2;
constexpr unsigned kNewListener = 1U << 3;
constexpr unsigned kWaitKillable = 1U << 5;

const std::vector<sock_filter> kAllowAll = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};

absl::StatusOr<Launcher> Fork() {
  InheritedSignals signals;
  sigemptyset(&signals.mask);
  return Launcher::Fork("/bin/true", {"true"}, signals);
}

// From here on a call fails with EINVAL where its second argument passes the test (BPF_JEQ,
// BPF_JSET), as on an older kernel.
void RefuseWhere(unsigned nr, unsigned test, unsigned value) {
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[1])),
      BPF_JUMP(static_cast<uint16_t>(BPF_JMP | test | BPF_K), value, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program = {sizeof filter / sizeof filter[0], filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0) {
    _exit(2);
  }
}

// A listener cannot let a call go on, as before Linux 5.5.
void ForgetContinue() { RefuseWhere(SYS_ioctl, BPF_JEQ, SECCOMP_IOCTL_NOTIF_SEND); }

// seccomp(2) does not know these flags.
void ForgetFlags(unsigned flags) { RefuseWhere(SYS_seccomp, BPF_JSET, flags); }

std::string Name(Mechanism mechanism) {
  switch (mechanism) {
    case Mechanism::kNotify:
      return "notify";
    case Mechanism::kTrace:
      return "trace";
    case Mechanism::kSyscall:
      return "syscall";
  }
  return "";
}

// What is chosen after `forget`, told by a process of its own.
std::string ChosenAfter(const std::function<void()>& forget, BackendChoice choice) {
  int ends[2];
  if (pipe(ends) != 0) return "pipe";
  const pid_t pid = fork();
  if (pid == 0) {
    forget();
    std::string told;
    {
      auto launcher = Fork();
      const absl::Status status =
          launcher.ok() ? launcher->InstallFilter(kAllowAll, choice) : launcher.status();
      told = !status.ok()
                 ? status.ToString()
                 : Name(launcher->mechanism()) + (launcher->wait_killable() ? ", killable" : "") +
                       (launcher->listener_error() == EINVAL ? ", EINVAL" : "");
      if (status.ok()) launcher->Go();
    }
    (void)!write(ends[1], told.data(), told.size());
    _exit(0);
  }
  close(ends[1]);
  std::string told;
  char chunk[256];
  for (ssize_t n = 0; (n = read(ends[0], chunk, sizeof chunk)) > 0;) {
    told.append(chunk, static_cast<size_t>(n));
  }
  close(ends[0]);
  waitpid(pid, nullptr, 0);
  return told;
}

std::string ChosenWithout(unsigned flags, BackendChoice choice = BackendChoice::kAuto) {
  return ChosenAfter([&] { ForgetFlags(flags); }, choice);
}

class LauncherTest : public testing::Test {
 protected:
  void SetUp() override {
    if (ChosenWithout(0) != "notify, killable")
      GTEST_SKIP() << "no listener here, or an old kernel";
  }
};

TEST_F(LauncherTest, WhatAnOlderKernelDoesNotKnowIsLeftOut) {
  EXPECT_EQ(ChosenWithout(kSpecAllow), "notify, killable");
  EXPECT_EQ(ChosenWithout(kWaitKillable), "notify");
  EXPECT_EQ(ChosenWithout(kWaitKillable | kSpecAllow), "notify");
  EXPECT_EQ(ChosenWithout(kNewListener), "trace, EINVAL");
  EXPECT_EQ(ChosenWithout(kNewListener | kSpecAllow), "trace, EINVAL");
  EXPECT_EQ(ChosenWithout(kSpecAllow, BackendChoice::kPtrace), "trace");
}

TEST_F(LauncherTest, AListenerThatCannotLetGoOnIsNone) {
  const auto forget = [] {
    ForgetContinue();
    ForgetFlags(kWaitKillable);
  };
  EXPECT_EQ(ChosenAfter(forget, BackendChoice::kAuto), "trace, EINVAL");
  EXPECT_NE(ChosenAfter(forget, BackendChoice::kNotify).find("INVALID_ARGUMENT"),
            std::string::npos);
  EXPECT_EQ(ChosenAfter(forget, BackendChoice::kPtrace), "trace");
}

// The kernel reaps the child, which nobody can wait for then.
TEST_F(LauncherTest, AChildThatFailsIsNoticedWhereItsEndIsNotTold) {
  const auto old = signal(SIGCHLD, SIG_IGN);
  {
    auto launcher = Fork();
    ASSERT_TRUE(launcher.ok());
    const std::vector<sock_filter> none = {BPF_STMT(BPF_LD | BPF_IMM, 0)};  // returns nothing
    EXPECT_FALSE(launcher->InstallFilter(none, BackendChoice::kNotify).ok());
    EXPECT_EQ(launcher->listener_error(), EINVAL);
  }
  signal(SIGCHLD, old);
}

}  // namespace
}  // namespace falco_run::tracer
