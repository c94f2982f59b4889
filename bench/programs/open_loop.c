// SPDX-License-Identifier: Apache-2.0
// open_loop COUNT FILE: opens an existing file for reading and closes it. Prints ns per pair.
#include <fcntl.h>
#include <unistd.h>

#include "bench/programs/loop.h"

int main(int argc, char** argv) {
  const long count = LoopCount(argc, argv);
  const char* file = argc > 2 ? argv[2] : "/etc/hostname";
  const double start = LoopNow();
  for (long i = 0; i < count; ++i) {
    const int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
      perror(file);
      return 1;
    }
    close(fd);
  }
  LoopPrint(start, count);
  return 0;
}
