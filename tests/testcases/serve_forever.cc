// SPDX-License-Identifier: Apache-2.0
// serve_forever PATH: prints "ready = PID", then opens PATH every 10 ms for ever and prints
// "tick = N" every 100 ms. On the first failing open it prints the errno and exits with it. For
// tests that kill the watcher.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  Report("ready", getpid());
  for (long i = 1;; ++i) {
    const int fd = open(argv[1], O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
      Report("openat", fd);
      return errno;
    }
    close(fd);
    if (i % 10 == 0) Report("tick", i / 10);
    usleep(10'000);
  }
}
