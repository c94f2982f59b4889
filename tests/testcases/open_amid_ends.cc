// SPDX-License-Identifier: Apache-2.0
// open_amid_ends CHILDREN PATH: opens PATH again and again while children end one after the other,
// with a handler for SIGCHLD without SA_RESTART. Bare, no open is interrupted.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/testcases/report.h"

static volatile sig_atomic_t ended = 0;

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  struct sigaction action = {};
  action.sa_handler = [](int) { ended = 1; };
  sigaction(SIGCHLD, &action, nullptr);
  long opened = 0, interrupted = 0;
  for (int i = 0; i < atoi(argv[1]); ++i) {
    ended = 0;
    const pid_t child = fork();
    if (child < 0) return 1;
    if (child == 0) {
      usleep(static_cast<useconds_t>(10 * (i % 50)));
      _exit(0);
    }
    while (!ended) {
      const long fd = syscall(SYS_openat, AT_FDCWD, argv[2], O_RDONLY | O_CLOEXEC);
      if (fd >= 0) {
        ++opened;
        close(static_cast<int>(fd));
      } else if (errno == EINTR) {
        ++interrupted;
      } else {
        return 1;
      }
    }
    while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) continue;
  }
  Report("opened", opened);
  Report("interrupted", interrupted);
  return 0;
}
