// SPDX-License-Identifier: Apache-2.0
// ready [COMMAND...]: prints the time on the monotonic clock, in ns, at which it began to run, and
// becomes the command. `ready WRAPPER ready` shows how long the wrapper lets a program wait.
#include <stdio.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char** argv) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  printf("%lld\n", now.tv_sec * 1000000000LL + now.tv_nsec);
  fflush(stdout);
  if (argc < 2) return 0;
  execvp(argv[1], argv + 1);
  perror(argv[1]);
  return 127;
}
