// SPDX-License-Identifier: Apache-2.0
// send_roundabout WAY PORT: sends something to 127.0.0.1:PORT. WAY is
//   fast_open  a stream without a connect(2) (MSG_FASTOPEN)
//   no_family  a datagram to an address of no family
//   late       a datagram from a thread whose process's first thread has ended
// Exit status: that of the send.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "tests/testcases/report.h"

namespace {

pthread_t first;

void* SendLate(void* to) {
  pthread_join(first, nullptr);
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const ssize_t n =
      sendto(fd, "hello", 5, 0, static_cast<const sockaddr*>(to), sizeof(sockaddr_in));
  exit(Report("sendto", n) == 5 ? 0 : 1);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  const std::string way = argv[1];
  static sockaddr_in to = {};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(atoi(argv[2])));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (way == "late") {
    first = pthread_self();
    pthread_t other;
    if (pthread_create(&other, nullptr, SendLate, &to) != 0) return 125;
    pthread_exit(nullptr);
  }
  const bool stream = way == "fast_open";
  if (way == "no_family") to.sin_family = AF_UNSPEC;
  const int fd = socket(AF_INET, (stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0);
  const ssize_t n = sendto(fd, "hello", 5, stream ? MSG_FASTOPEN : 0,
                           reinterpret_cast<const sockaddr*>(&to), sizeof to);
  return Report("sendto", n) == 5 ? 0 : 1;
}
