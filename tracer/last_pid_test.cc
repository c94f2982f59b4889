// SPDX-License-Identifier: Apache-2.0
#include "tracer/last_pid.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace falco_run::tracer {
namespace {

TEST(LastPidTest, ANewProcessHasTheLastNumber) {
  const LastPid last;
  if (last.Read() == 0) GTEST_SKIP() << "this kernel does not tell";
  // Others may come in between, and the numbers begin again once.
  for (int attempt = 0; attempt < 20; ++attempt) {
    const pid_t child = fork();
    if (child == 0) _exit(0);
    const pid_t read = last.Read();
    waitpid(child, nullptr, 0);
    if (read == child) return;
  }
  FAIL() << "never in 20 attempts";
}

}  // namespace
}  // namespace falco_run::tracer
