// SPDX-License-Identifier: Apache-2.0
// fork_children N PATH: forks N children at once; each opens PATH and exits with its number
// modulo 100. Prints how many came back with the right status; exit status 0 if all did.
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  const int count = atoi(argv[1]);
  std::map<pid_t, int> expected;
  for (int i = 0; i < count; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      const int fd = open(argv[2], O_RDONLY | O_CLOEXEC);
      _exit(fd >= 0 ? i % 100 : 101);
    }
    if (child > 0) expected[child] = i % 100;
  }
  int right = 0, status = 0;
  for (pid_t child; (child = wait(&status)) > 0;) {
    right += WIFEXITED(status) && WEXITSTATUS(status) == expected[child];
  }
  Report("right", right);
  return right == count ? 0 : 1;
}
