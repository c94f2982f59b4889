// SPDX-License-Identifier: Apache-2.0
// race_argument COUNT PATH_A PATH_B: one thread opens a path COUNT times while another keeps
// exchanging PATH_A and PATH_B (of equal length) in the same memory. Prints how often each was
// really opened (by inode), to compare with what a watcher read.
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 4 || strlen(argv[2]) != strlen(argv[3])) return 125;
  struct stat a, b;
  if (stat(argv[2], &a) != 0 || stat(argv[3], &b) != 0) return 1;
  static char path[4096];
  strncpy(path, argv[2], sizeof path - 1);
  std::atomic<bool> done{false};
  std::thread racer([&] {
    const size_t last = strlen(argv[2]) - 1;  // the paths differ in the last byte only
    while (!done) {
      *const_cast<volatile char*>(path + last) = argv[3][last];
      *const_cast<volatile char*>(path + last) = argv[2][last];
    }
  });
  long opened_a = 0, opened_b = 0;
  for (int i = 0; i < atoi(argv[1]); ++i) {
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd >= 0 && fstat(fd, &st) == 0) ++(st.st_ino == a.st_ino ? opened_a : opened_b);
    close(fd);
  }
  done = true;
  racer.join();
  Report("opened first", opened_a);
  Report("opened second", opened_b);
  return 0;
}
