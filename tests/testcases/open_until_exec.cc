// SPDX-License-Identifier: Apache-2.0
// open_until_exec FIFO PROGRAM [ARGS...]: makes FIFO and opens it for reading, which waits, as
// nobody writes to it. Another thread execs PROGRAM meanwhile: the open never returns.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  if (Report("mkfifo", mkfifo(argv[1], 0600)) != 0) return 1;
  std::thread([&] {
    usleep(300'000);
    execv(argv[2], argv + 2);
    Report("execv", -1);
    _exit(126);
  }).detach();
  Report("open", open(argv[1], O_RDONLY));
  return 1;
}
