// SPDX-License-Identifier: Apache-2.0
// x32_open PATH: opens PATH by the x32 number of openat (bit 30 set). Most kernels answer
// ENOSYS; the outcome must be the same as without a watcher. Exit status 0.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  constexpr long kX32Bit = 0x40000000;
  Report("x32 openat", syscall(kX32Bit | SYS_openat, AT_FDCWD, argv[1], O_RDONLY));
  return 0;
}
