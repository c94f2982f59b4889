// SPDX-License-Identifier: Apache-2.0
// close_all PATH: closes every descriptor above 2 as daemons do (close_range), closes a few
// hundred more one by one, then opens PATH: nothing the watcher needs may live in there.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  Report("close_range", syscall(SYS_close_range, 3, ~0U, 0));
  for (int fd = 3; fd < 1024; ++fd) close(fd);
  Report("openat", open(argv[1], O_RDONLY));
  return 0;
}
