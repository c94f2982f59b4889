// SPDX-License-Identifier: Apache-2.0
// connect_loop COUNT: connects one UDP socket to a loopback port, again and again. Nothing is
// sent. Prints ns per call.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "bench/programs/loop.h"

int main(int argc, char** argv) {
  const long count = LoopCount(argc, argv);
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in to;
  memset(&to, 0, sizeof to);
  to.sin_family = AF_INET;
  to.sin_port = htons(9);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const double start = LoopNow();
  for (long i = 0; i < count; ++i) {
    if (connect(fd, (const struct sockaddr*)&to, sizeof to) != 0) {
      perror("connect");
      return 1;
    }
  }
  LoopPrint(start, count);
  return 0;
}
