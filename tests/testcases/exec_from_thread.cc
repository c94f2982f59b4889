// SPDX-License-Identifier: Apache-2.0
// exec_from_thread PROGRAM [ARGS...]: a thread that is not the leader execs PROGRAM while other
// threads run; the kernel ends them and gives the thread the leader's id.
#include <fcntl.h>
#include <unistd.h>

#include <thread>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  for (int i = 0; i < 3; ++i) {
    std::thread([] {
      for (;;) close(open("/dev/null", O_RDONLY | O_CLOEXEC));
    }).detach();
  }
  std::thread([&] {
    Report("pid", getpid());
    execv(argv[1], argv + 1);
    Report("execv", -1);
    _exit(126);
  }).detach();
  pause();
  return 1;
}
