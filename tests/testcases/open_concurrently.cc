// SPDX-License-Identifier: Apache-2.0
// open_concurrently THREADS COUNT PATH...: every thread opens and closes each PATH COUNT times.
// Prints how many opens succeeded and how many failed; exit status 0 if their sum is right.
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 4) return 125;
  const int threads = atoi(argv[1]);
  const int count = atoi(argv[2]);
  std::atomic<long> opened{0}, failed{0};
  std::vector<std::thread> workers;
  for (int t = 0; t < threads; ++t) {
    workers.emplace_back([&] {
      for (int i = 0; i < count; ++i) {
        for (int p = 3; p < argc; ++p) {
          const int fd = open(argv[p], O_RDONLY | O_CLOEXEC);
          ++(fd >= 0 ? opened : failed);
          if (fd >= 0) close(fd);
        }
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  Report("opened", opened);
  Report("failed", failed);
  return opened + failed == static_cast<long>(threads) * count * (argc - 3) ? 0 : 1;
}
