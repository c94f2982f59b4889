// SPDX-License-Identifier: Apache-2.0
// refuse_seccomp listener|killable|all|registers COMMAND...: runs COMMAND where seccomp(2) knows no
// listeners (EINVAL, as gVisor), or none that only a fatal signal interrupts (before Linux 5.19);
// where no filter can be installed at all (EPERM, as under some container profiles); or where
// ptrace(2) knows no PTRACE_GET_SYSCALL_INFO (EIO, as gVisor).
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  constexpr unsigned kNr = offsetof(seccomp_data, nr);
  constexpr unsigned kFirst = offsetof(seccomp_data, args[0]);
  constexpr unsigned kSecond = offsetof(seccomp_data, args[1]);
  const unsigned refused =
      strcmp(argv[1], "killable") == 0 ? 1U << 5 : SECCOMP_FILTER_FLAG_NEW_LISTENER;
  sock_filter listener[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kNr),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_seccomp, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kSecond),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, refused, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_filter all[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kNr),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_seccomp, 3, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kFirst),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PR_SET_SECCOMP, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  constexpr unsigned kGetSyscallInfo = 0x420e;
  sock_filter registers[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kNr),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ptrace, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kFirst),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kGetSyscallInfo, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EIO),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_fprog program = {sizeof all / sizeof all[0], all};
  if (strcmp(argv[1], "listener") == 0 || strcmp(argv[1], "killable") == 0) {
    program = {sizeof listener / sizeof listener[0], listener};
  } else if (strcmp(argv[1], "registers") == 0) {
    program = {sizeof registers / sizeof registers[0], registers};
  }
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0) {
    // Without privilege.
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0) {
      return 125;
    }
  }
  execvp(argv[2], argv + 2);
  return 127;
}
