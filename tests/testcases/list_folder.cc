// SPDX-License-Identifier: Apache-2.0
// list_folder FOLDER: says how many calls of getdents64 its entries take, and how many bytes they
// are.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  const int fd = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return 1;
  static char buffer[1 << 16];
  long calls = 0, bytes = 0, n = 0;
  while ((n = syscall(SYS_getdents64, fd, buffer, sizeof buffer)) > 0) {
    ++calls;
    bytes += n;
  }
  Report("calls", calls);
  Report("bytes", bytes);
  return 0;
}
