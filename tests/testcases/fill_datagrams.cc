// SPDX-License-Identifier: Apache-2.0
// fill_datagrams: sends datagrams that nobody reads until there is no room, then one more with a
// time limit of 0.2 s (sendto), and three at once while there is room for one (sendmmsg).
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main() {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair) != 0) return 1;
  char text[] = "hello";
  while (send(pair[0], text, 5, MSG_DONTWAIT) == 5) {
  }
  const timeval limit = {0, 200'000};
  setsockopt(pair[0], SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  Report("send", send(pair[0], text, 5, 0));

  iovec part = {text, 5};
  mmsghdr messages[3] = {};
  for (mmsghdr& message : messages) {
    message.msg_hdr.msg_iov = &part;
    message.msg_hdr.msg_iovlen = 1;
  }
  if (recv(pair[1], text, sizeof text, 0) != 5) return 1;
  Report("sendmmsg", sendmmsg(pair[0], messages, 3, 0));
  return 0;
}
