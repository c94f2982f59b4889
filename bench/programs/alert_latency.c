// SPDX-License-Identifier: Apache-2.0
// alert_latency COUNT FILE FD: prints the time it starts at (CLOCK_MONOTONIC, ns); then opens FILE
// COUNT times, and each time reads one line from descriptor FD, where the alert about it comes. One
// line more for each: the ns from before the open until the alert could be read.
#include <fcntl.h>
#include <unistd.h>

#include "bench/programs/loop.h"

int main(int argc, char** argv) {
  printf("%.0f\n", LoopNow());
  const long count = LoopCount(argc, argv);
  if (count > 0 && argc < 4) return 2;
  const int alerts = count > 0 ? atoi(argv[3]) : -1;
  for (long i = 0; i < count; ++i) {
    const double start = LoopNow();
    const int fd = open(argv[2], O_RDONLY | O_CLOEXEC);
    char line[4096];
    ssize_t size = 0;
    do {
      size = read(alerts, line, sizeof line);
      if (size <= 0) return 1;
    } while (line[size - 1] != '\n');
    printf("%.0f\n", LoopNow() - start);
    close(fd);
    usleep(2000);
  }
  return 0;
}
