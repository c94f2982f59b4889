// SPDX-License-Identifier: Apache-2.0
#include "tracer/ptrace_stop.h"

#include <gtest/gtest.h>
#include <linux/audit.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vector>

#include "absl/status/status.h"
#include "tracer/seize.h"

namespace falco_run::tracer {
namespace {

constexpr long kArguments[] = {-100, 0x1234567890, 42};

// A child that waits for a byte and then makes a call that fails with EFAULT.
class Child {
 public:
  Child() {
    EXPECT_EQ(pipe(go_), 0);
    pid_ = fork();
    if (pid_ == 0) {
      char c;
      (void)!read(go_[0], &c, 1);
      syscall(SYS_readlinkat, kArguments[0], nullptr, kArguments[1], kArguments[2]);
      _exit(7);
    }
  }
  ~Child() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, __WALL);
    close(go_[0]);
    close(go_[1]);
  }
  pid_t pid() const { return pid_; }
  void Go() const { EXPECT_EQ(write(go_[1], "x", 1), 1); }

 private:
  int go_[2];
  pid_t pid_;
};

int NextStop(pid_t pid) {
  int status = 0;
  EXPECT_EQ(waitpid(pid, &status, __WALL), pid);
  return status;
}

TEST(PtraceStopTest, EntryAndReturnOfACall) {
  Child child;
  std::vector<pid_t> tids;
  ASSERT_TRUE(SeizeProcess(child.pid(), /*exit_kill=*/false, tids).ok());
  EXPECT_EQ(tids, std::vector<pid_t>{child.pid()});
  ASSERT_EQ(NextStop(child.pid()) >> 16, PTRACE_EVENT_STOP);
  child.Go();
  int entries = 0;
  int returns = 0;
  for (int i = 0; i < 20 && returns == 0; ++i) {
    ptrace(PTRACE_SYSCALL, child.pid(), nullptr, nullptr);
    const int status = NextStop(child.pid());
    ASSERT_TRUE(WIFSTOPPED(status));
    ASSERT_EQ(WSTOPSIG(status), kSyscallStop);
    CallStop stop;
    ASSERT_TRUE(ReadCallStop(child.pid(), stop));
    if (stop.where == CallStop::Where::kEntry && stop.data.nr == SYS_readlinkat) {
      ++entries;
      EXPECT_EQ(static_cast<int>(stop.data.args[0]), kArguments[0]);
      EXPECT_EQ(stop.data.args[2], static_cast<uint64_t>(kArguments[1]));
      EXPECT_EQ(stop.data.args[3], static_cast<uint64_t>(kArguments[2]));
    } else if (stop.where == CallStop::Where::kReturn && entries == 1) {
      ++returns;
      int64_t value = 0;
      EXPECT_TRUE(ReadReturnValue(child.pid(), value));
      EXPECT_EQ(stop.result, -EFAULT);
      EXPECT_EQ(value, stop.result);
    }
  }
  EXPECT_EQ(entries, 1);
  EXPECT_EQ(returns, 1);
}

TEST(SeizeTest, SaysWhyItCannot) {
  EXPECT_TRUE(absl::IsNotFound(SeizeThread(999999999, false)));
  std::vector<pid_t> tids;
  EXPECT_TRUE(absl::IsNotFound(SeizeProcess(999999999, /*exit_kill=*/false, tids)));
  Child child;
  ASSERT_TRUE(SeizeThread(child.pid(), false).ok());
  const absl::Status again = SeizeThread(child.pid(), false);
  EXPECT_TRUE(absl::IsPermissionDenied(again));
  EXPECT_NE(again.message().find("is traced by process " + std::to_string(getpid())),
            std::string::npos)
      << again;
}

}  // namespace
}  // namespace falco_run::tracer
