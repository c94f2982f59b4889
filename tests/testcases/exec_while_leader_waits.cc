// SPDX-License-Identifier: Apache-2.0
// exec_while_leader_waits FIFO PROGRAM [ARGS...]: the leader waits in an open of FIFO, which
// nobody else opens, while a thread execs PROGRAM. The leader disappears; its id is the program's.
#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <thread>

namespace {

bool Sleeps(pid_t tid) {
  std::ifstream in("/proc/self/task/" + std::to_string(tid) + "/wchan");
  std::string where;
  return std::getline(in, where) && where.find("fifo") != std::string::npos;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  const pid_t leader = getpid();
  std::thread([&] {
    constexpr int kRounds = 300;  // of a millisecond, where the kernel does not tell
    for (int i = 0; i < kRounds && !Sleeps(leader); ++i) usleep(1000);
    usleep(10000);
    execv(argv[2], argv + 2);
    _exit(126);
  }).detach();
  open(argv[1], O_RDONLY | O_CLOEXEC);
  return 1;
}
