// SPDX-License-Identifier: Apache-2.0
// leave_orphans N MILLISECONDS: starts N children that live that long and exits at once with
// status 7, so that they are orphaned.
#include <stdlib.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  for (int i = 0; i < atoi(argv[1]); ++i) {
    if (fork() == 0) {
      usleep(atoi(argv[2]) * 1000);
      _exit(0);
    }
  }
  Report("orphans", atoi(argv[1]));
  return 7;
}
