// SPDX-License-Identifier: Apache-2.0
// kill_children N PATH: N times, starts a child that waits without end, kills it and waits for it:
// by turns one that opens PATH and forks all the time, killed some microseconds later, and one that
// executes a program, killed at the moment that its exec lets the parent go on. Prints how many
// were killed; exit status 0 if all were.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/testcases/report.h"

static void Work(const char* path) {
  while (true) {
    close(open(path, O_RDONLY | O_CLOEXEC));
    const pid_t child = fork();
    if (child == 0) _exit(0);
    waitpid(child, nullptr, 0);
  }
}

// Returns at the exec.
static pid_t StartSleep() {
  pid_t child = 0;
  char name[] = "sleep", time[] = "1000";
  char* args[] = {name, time, nullptr};
  return posix_spawn(&child, "/bin/sleep", nullptr, nullptr, args, environ) == 0 ? child : -1;
}

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  const int count = atoi(argv[1]);
  int killed = 0;
  for (int i = 0; i < count; ++i) {
    pid_t child;
    if (i % 2 == 0) {
      child = fork();
      if (child == 0) Work(argv[2]);
      usleep(i * 7 % 600);
    } else {
      child = StartSleep();
      if (child < 0) return 1;
    }
    kill(child, SIGKILL);
    int status = 0;
    killed += waitpid(child, &status, 0) == child && WIFSIGNALED(status);
  }
  Report("killed", killed);
  return killed == count ? 0 : 1;
}
