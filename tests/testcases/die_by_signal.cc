// SPDX-License-Identifier: Apache-2.0
// die_by_signal N: ends by signal N, delivered to itself (no core file).
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

int main(int argc, char** argv) {
  const int signal_number = argc > 1 ? atoi(argv[1]) : SIGTERM;
  const rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  signal(signal_number, SIG_DFL);
  kill(getpid(), signal_number);
  pause();
  return 1;
}
