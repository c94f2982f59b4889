// SPDX-License-Identifier: Apache-2.0
// own_filter PATH [kill|trap|handle]: installs a seccomp filter of its own that makes openat fail
// with EACCES, then opens PATH by openat and by open. A filter of the program hides openat from
// later tools. With kill or trap, openat ends the process or raises SIGSYS (which ends it, too)
// instead: done by a child, whose end is reported. With handle it has a handler for that, which
// makes the call fail with EPERM.
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <string>

#include "tests/testcases/report.h"

static void Try(const char* path, unsigned answer) {
  sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, answer),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_fprog program = {sizeof code / sizeof code[0], code};
  Report("openat before", syscall(SYS_openat, AT_FDCWD, path, O_RDONLY));
  Report("no_new_privs", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  Report("seccomp", syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program));
  Report("openat after", syscall(SYS_openat, AT_FDCWD, path, O_RDONLY));
  Report("open after", syscall(SYS_open, path, O_RDONLY));
}

static void MakeItFail(int, siginfo_t*, void* context) {
  auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
  registers.gregs[REG_RAX] = -EPERM;
#else
  registers.regs[0] = static_cast<unsigned long>(-EPERM);
#endif
}

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  if (argc == 2) {
    Try(argv[1], SECCOMP_RET_ERRNO | EACCES);
    return 0;
  }
  if (fork() == 0) {
    const bool kill = std::string(argv[2]) == "kill";
    if (std::string(argv[2]) == "handle") {
      struct sigaction action = {};
      action.sa_sigaction = MakeItFail;
      action.sa_flags = SA_SIGINFO;
      sigaction(SIGSYS, &action, nullptr);
    }
    Try(argv[1], kill ? SECCOMP_RET_KILL_PROCESS : SECCOMP_RET_TRAP);
    _exit(0);
  }
  int status = 0;
  wait(&status);
  Report("killed by", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  return 0;
}
