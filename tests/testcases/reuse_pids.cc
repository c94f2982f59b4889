// SPDX-License-Identifier: Apache-2.0
// reuse_pids COUNT DIR: starts COUNT short processes one after another, best in a pid namespace
// with a small pid_max. Process number N opens DIR/id-N and kills itself; so does a child that it
// forks, which has no name of its own. Whoever is reported to open id-N must have N in its command
// line.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void OpenAndDie(const char* dir, const char* number) {
  char path[256];
  snprintf(path, sizeof path, "%s/id-%s", dir, number);
  (void)!open(path, O_RDONLY | O_CLOEXEC);
  kill(getpid(), SIGKILL);
}

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  if (strcmp(argv[0], "worker") == 0) {
    const pid_t child = fork();
    if (child == 0) OpenAndDie(argv[2], argv[1]);
    waitpid(child, nullptr, 0);
    OpenAndDie(argv[2], argv[1]);
  }
  for (int i = 0; i < atoi(argv[1]); ++i) {
    char number[16];
    snprintf(number, sizeof number, "%d", i);
    const pid_t child = fork();
    if (child == 0) {
      execl("/proc/self/exe", "worker", number, argv[2], nullptr);
      _exit(125);
    }
    waitpid(child, nullptr, 0);
  }
  return 0;
}
