// SPDX-License-Identifier: Apache-2.0
// ptrace_self: PTRACE_TRACEME in a child, as anti-debug code does; exit status 0 if it worked.
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main() {
  const pid_t child = fork();
  if (child == 0)
    _exit(Report("traceme", ptrace(PTRACE_TRACEME, 0, nullptr, nullptr)) == 0 ? 0 : 1);
  int status = 0;
  waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}
