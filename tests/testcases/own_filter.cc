// SPDX-License-Identifier: Apache-2.0
// own_filter PATH: installs a seccomp filter of its own that makes openat fail with EACCES, then
// opens PATH by openat and by open. A filter of the program hides openat from later tools.
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_fprog program = {sizeof code / sizeof code[0], code};
  Report("openat before", syscall(SYS_openat, AT_FDCWD, argv[1], O_RDONLY));
  Report("no_new_privs", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  Report("seccomp", syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program));
  Report("openat after", syscall(SYS_openat, AT_FDCWD, argv[1], O_RDONLY));
  Report("open after", syscall(SYS_open, argv[1], O_RDONLY));
  return 0;
}
