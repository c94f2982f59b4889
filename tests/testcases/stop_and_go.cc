// SPDX-License-Identifier: Apache-2.0
// stop_and_go: stops itself (SIGSTOP, as job control does) and goes on when continued; prints
// both. Exit status 0.
#include <signal.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main() {
  Report("stopping", getpid());
  raise(SIGSTOP);
  Report("going on", 0);
  return 0;
}
