// SPDX-License-Identifier: Apache-2.0
// count_signals N: prints "ready = PID", counts SIGTERM, SIGHUP, SIGINT, SIGUSR1, SIGUSR2 and
// SIGWINCH until N arrived, then prints the number of each. For signal forwarding tests.
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  const int watched[] = {SIGTERM, SIGHUP, SIGINT, SIGUSR1, SIGUSR2, SIGWINCH};
  sigset_t set;
  sigemptyset(&set);
  for (const int s : watched) sigaddset(&set, s);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  Report("ready", getpid());
  int counts[NSIG] = {};
  for (int i = 0; i < atoi(argv[1]); ++i) {
    int s = 0;
    if (sigwait(&set, &s) == 0) ++counts[s];
  }
  for (const int s : watched) {
    if (counts[s] > 0) printf("signal %d = %d\n", s, counts[s]);
  }
  return 0;
}
