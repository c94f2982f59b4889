// SPDX-License-Identifier: Apache-2.0
// daemonize PATH [MILLISECONDS]: forks twice and returns at once; the grandchild, by then an
// orphan in a session of its own, waits, opens PATH and exits.
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  const int delay = argc > 2 ? atoi(argv[2]) : 100;
  const pid_t child = fork();
  if (child == 0) {
    setsid();
    if (fork() != 0) _exit(0);
    usleep(delay * 1000);
    Report("daemon openat", open(argv[1], O_RDONLY | O_CLOEXEC));
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  Report("left behind", 1);
  return 0;
}
