// SPDX-License-Identifier: Apache-2.0
// make_sockets: one socket of each family and type a rule may ask about.
#include <sys/socket.h>
#include <unistd.h>

#include "tests/testcases/report.h"

static void Try(const char* what, int domain, int type, int protocol) {
  const int fd = socket(domain, type | SOCK_CLOEXEC, protocol);
  if (Report(what, fd) >= 0) close(fd);
}

int main() {
  Try("unix stream", AF_UNIX, SOCK_STREAM, 0);
  Try("ipv4 stream", AF_INET, SOCK_STREAM, 0);
  Try("ipv4 datagram", AF_INET, SOCK_DGRAM, 0);
  Try("ipv6 stream", AF_INET6, SOCK_STREAM, 0);
  Try("ipv4 raw", AF_INET, SOCK_RAW, 1);
  Try("packet", AF_PACKET, SOCK_RAW, 0);
  Try("netlink", AF_NETLINK, SOCK_RAW, 0);
  Try("no such family", 250, SOCK_STREAM, 0);
  int pair[2];
  Report("socketpair", socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  return 0;
}
