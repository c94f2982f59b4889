// SPDX-License-Identifier: Apache-2.0
// signal_storm SIGNAL COUNT PATH: opens PATH COUNT times while a timer sends SIGNAL every 50
// microseconds to a handler installed with SA_RESTART. No open may fail with EINTR or be seen
// twice. Exit status 0 if none failed.
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "tests/testcases/report.h"

static volatile sig_atomic_t delivered = 0;

int main(int argc, char** argv) {
  if (argc < 4) return 125;
  struct sigaction action = {};
  action.sa_handler = [](int) { delivered = delivered + 1; };
  action.sa_flags = SA_RESTART;
  sigaction(atoi(argv[1]), &action, nullptr);
  sigevent event = {};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = atoi(argv[1]);
  timer_t timer;
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) return 1;
  const itimerspec every = {{0, 50'000}, {0, 50'000}};
  timer_settime(timer, 0, &every, nullptr);

  long failed = 0;
  for (int i = 0; i < atoi(argv[2]); ++i) {
    const long fd = syscall(SYS_openat, AT_FDCWD, argv[3], O_RDONLY | O_CLOEXEC);
    if (fd < 0 && failed++ == 0) Report("openat", fd);
    if (fd >= 0) close(fd);
  }
  timer_delete(timer);
  Report("failed", failed);
  Report("signals", delivered > 0);
  return failed == 0 ? 0 : 1;
}
