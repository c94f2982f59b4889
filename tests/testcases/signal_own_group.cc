// SPDX-License-Identifier: Apache-2.0
// signal_own_group: sends SIGTERM to its whole process group, waits for late copies and exits with
// the number that it got itself.
#include <signal.h>
#include <unistd.h>

#include "tests/testcases/report.h"

static volatile sig_atomic_t count = 0;

int main() {
  struct sigaction action = {};
  action.sa_handler = [](int) { count = count + 1; };
  sigaction(SIGTERM, &action, nullptr);
  kill(0, SIGTERM);
  for (int i = 0; i < 10; ++i) usleep(30'000);
  Report("signals", count);
  return count;
}
