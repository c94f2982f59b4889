// SPDX-License-Identifier: Apache-2.0
// ptrace_child attach|seize|traceme PATH: traces its own child like a debugger, while the child
// opens PATH; counts the child's syscall stops at openat. Exit status 0 if tracing worked.
#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  int gate[2];
  if (pipe(gate) != 0) return 1;
  const bool traceme = std::string(argv[1]) == "traceme";
  const pid_t child = fork();
  if (child == 0) {
    if (traceme) {
      if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(4);
      raise(SIGSTOP);
    }
    char byte;
    if (read(gate[0], &byte, 1) != 1) _exit(1);
    _exit(open(argv[2], O_RDONLY | O_CLOEXEC) >= 0 ? 0 : 2);
  }
  int status = 0;
  if (std::string(argv[1]) == "seize") {
    if (Report("seize", ptrace(PTRACE_SEIZE, child, nullptr, nullptr)) != 0) return 2;
    ptrace(PTRACE_INTERRUPT, child, nullptr, nullptr);
  } else if (!traceme && Report("attach", ptrace(PTRACE_ATTACH, child, nullptr, nullptr)) != 0) {
    return 2;
  }
  waitpid(child, &status, 0);
  if (!WIFSTOPPED(status)) return 4;
  if (write(gate[1], "x", 1) != 1) return 1;
  int opens = 0;
  for (;;) {
    ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
    if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) break;
    user_regs_struct regs;
    ptrace(PTRACE_GETREGS, child, nullptr, &regs);
    opens += regs.orig_rax == SYS_openat;
  }
  Report("openat stops", opens);  // entry and exit
  return WIFEXITED(status) && opens == 2 ? WEXITSTATUS(status) : 3;
}
