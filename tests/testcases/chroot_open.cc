// SPDX-License-Identifier: Apache-2.0
// chroot_open ROOT PATH: changes its root to ROOT and opens PATH in there (needs privilege).
#include <fcntl.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  Report("chroot", chroot(argv[1]));
  Report("chdir", chdir("/"));
  Report("openat", open(argv[2], O_RDONLY | O_CLOEXEC));
  return 0;
}
