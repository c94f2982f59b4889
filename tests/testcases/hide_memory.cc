// SPDX-License-Identifier: Apache-2.0
// hide_memory PATH: makes itself non-dumpable, as password agents do, and opens PATH. A watcher
// without privilege cannot read its memory any more and has to say so.
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  Report("openat dumpable", open(argv[1], O_RDONLY | O_CLOEXEC));
  Report("dumpable", prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
  Report("openat hidden", open(argv[1], O_RDONLY | O_CLOEXEC));
  return 0;
}
