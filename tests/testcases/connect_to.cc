// SPDX-License-Identifier: Apache-2.0
// connect_to ADDRESS PORT [tcp|udp] [MILLISECONDS]: connects a socket to a numeric IPv4 or IPv6
// address and prints the outcome; gives up after the time (default 300). An ADDRESS with a slash
// is a Unix socket's path, on which it listens first.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/testcases/report.h"

static int ConnectUnix(const char* path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address);
  listen(listener, 1);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  Report("connect", connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address));
  unlink(path);
  return 0;
}

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  if (strchr(argv[1], '/') != nullptr) return ConnectUnix(argv[1]);
  const bool udp = argc > 3 && strcmp(argv[3], "udp") == 0;
  sockaddr_in v4 = {};
  sockaddr_in6 v6 = {};
  sockaddr* address = reinterpret_cast<sockaddr*>(&v4);
  socklen_t size = sizeof v4;
  v4.sin_family = AF_INET;
  v4.sin_port = v6.sin6_port = htons(atoi(argv[2]));
  if (inet_pton(AF_INET, argv[1], &v4.sin_addr) != 1) {
    if (inet_pton(AF_INET6, argv[1], &v6.sin6_addr) != 1) return 125;
    v6.sin6_family = AF_INET6;
    address = reinterpret_cast<sockaddr*>(&v6);
    size = sizeof v6;
  }
  const int type = (udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC | SOCK_NONBLOCK;
  const int fd = socket(address->sa_family, type, 0);
  Report("connect", connect(fd, address, size));
  if (!udp) {
    pollfd ready = {fd, POLLOUT, 0};
    if (poll(&ready, 1, argc > 4 ? atoi(argv[4]) : 300) == 1) {
      socklen_t length = sizeof errno;
      int error = 0;
      getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
      errno = error;
      Report("outcome", error == 0 ? 0 : -1);
    }
  } else {
    Report("send", send(fd, "x", 1, MSG_NOSIGNAL));
  }
  return 0;
}
