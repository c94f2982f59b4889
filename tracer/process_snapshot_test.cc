// SPDX-License-Identifier: Apache-2.0
#include "tracer/process_snapshot.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace falco_run::tracer {
namespace {

// In the middle of an exec there is no command line: a tenth of all looks at such a process.
TEST(ProcessSnapshot, AProcessThatExecsHasACommandLine) {
  constexpr char kScript[] = "[ $1 -gt 0 ] && exec sh -c \"$0\" \"$0\" $(($1 - 1))";
  const pid_t pid = fork();
  if (pid == 0) {
    execlp("sh", "sh", "-c", kScript, kScript, "100000", nullptr);
    _exit(127);
  }
  ASSERT_GT(pid, 0);
  SnapshotReader reader(0);
  int empty = 0;
  constexpr int kReads = 1000;
  for (int i = 0; i < kReads; ++i) {
    proto::Process process;
    ASSERT_TRUE(reader.Read(pid, process));
    empty += process.exe().empty() ? 1 : 0;
  }
  kill(pid, SIGKILL);
  EXPECT_EQ(waitpid(pid, nullptr, 0), pid);
  // One that is not scheduled for long may still be met.
  EXPECT_LT(empty, kReads / 50);
}

}  // namespace
}  // namespace falco_run::tracer
