// SPDX-License-Identifier: Apache-2.0
// attach_to_busy COUNT PATH: attaches to and detaches from a child COUNT times, as a debugger
// does, while the child opens PATH without a pause. Prints how many attempts were refused; exit
// status 0 if none was.
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  const pid_t child = fork();
  if (child == 0) {
    while (true) close(open(argv[2], O_RDONLY | O_CLOEXEC));
  }
  usleep(10'000);
  long refused = 0;
  for (int i = 0; i < atoi(argv[1]); ++i) {
    if (ptrace(PTRACE_SEIZE, child, nullptr, nullptr) != 0) {
      ++refused;
      continue;
    }
    ptrace(PTRACE_INTERRUPT, child, nullptr, nullptr);
    waitpid(child, nullptr, __WALL);
    ptrace(PTRACE_DETACH, child, nullptr, nullptr);
    usleep(50);
  }
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  Report("refused", refused);
  return refused == 0 ? 0 : 1;
}
