// SPDX-License-Identifier: Apache-2.0
// rename_self NAME PATH: takes another process name (PR_SET_NAME), overwrites its argv[0], and
// opens PATH, as programs do that want to look like something else.
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  Report("set name", prctl(PR_SET_NAME, argv[1], 0, 0, 0));
  memset(argv[0], 'x', strlen(argv[0]));
  Report("openat", open(argv[2], O_RDONLY | O_CLOEXEC));
  return 0;
}
