// SPDX-License-Identifier: Apache-2.0
// exec_beside_threads FILE PROGRAM [ARGS...]: a thread waits for a connection, two others open FILE
// again and again, and a fourth becomes PROGRAM meanwhile.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listen(listener, 1) != 0) return 1;
  std::thread([listener] { accept(listener, nullptr, nullptr); }).detach();
  for (int i = 0; i < 2; ++i) {
    std::thread([file = argv[1]] {
      while (true) close(open(file, O_RDONLY | O_CLOEXEC));
    }).detach();
  }
  usleep(50'000);
  std::thread([argv] { execv(argv[2], argv + 2); }).join();
  return 126;
}
