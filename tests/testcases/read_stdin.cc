// SPDX-License-Identifier: Apache-2.0
// read_stdin: says whether stdin is a terminal and whether it is in that terminal's foreground,
// then repeats its input line by line; ends at end of file with the number of lines.
#include <stdio.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main() {
  Report("isatty", isatty(0));
  Report("foreground", isatty(0) && tcgetpgrp(0) == getpgrp());
  char line[512];
  int lines = 0;
  while (fgets(line, sizeof line, stdin) != nullptr) {
    printf("line: %s", line);
    fflush(stdout);
    ++lines;
  }
  return lines;
}
