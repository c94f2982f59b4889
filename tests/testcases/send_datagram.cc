// SPDX-License-Identifier: Apache-2.0
// send_datagram PORT: sends one datagram to 127.0.0.1:PORT by sendto, sendmsg and sendmmsg, from
// an unconnected socket, then one with a null address (which has nowhere to go).
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  sockaddr_in to = {};
  to.sin_family = AF_INET;
  to.sin_port = htons(atoi(argv[1]));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  char text[] = "hello";
  iovec part = {text, 5};
  mmsghdr message = {};
  message.msg_hdr.msg_name = &to;
  message.msg_hdr.msg_namelen = sizeof to;
  message.msg_hdr.msg_iov = &part;
  message.msg_hdr.msg_iovlen = 1;
  Report("sendto", sendto(fd, text, 5, 0, reinterpret_cast<sockaddr*>(&to), sizeof to));
  Report("sendmsg", sendmsg(fd, &message.msg_hdr, 0));
  Report("sendmmsg", sendmmsg(fd, &message, 1, 0));
  Report("sendto nowhere", sendto(fd, text, 5, 0, nullptr, 0));
  return 0;
}
