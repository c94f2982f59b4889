// SPDX-License-Identifier: Apache-2.0
// accept_connection: binds, listens and accepts one connection from itself over loopback, by
// accept and by accept4. Prints its port first. Exit status 0 if both saw the right peer port.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/testcases/report.h"

static bool Exchange(int listener, const sockaddr_in& here, long number) {
  const int client = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in mine = {}, peer = {};
  socklen_t mine_size = sizeof mine, peer_size = sizeof peer;
  if (connect(client, reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0) return false;
  getsockname(client, reinterpret_cast<sockaddr*>(&mine), &mine_size);
  const long server = syscall(number, listener, &peer, &peer_size, 0);
  if (server < 0) return false;
  close(server);
  close(client);
  return peer.sin_port == mine.sin_port;
}

int main() {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in here = {};
  socklen_t size = sizeof here;
  here.sin_family = AF_INET;
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, reinterpret_cast<sockaddr*>(&here), sizeof here) != 0) return 1;
  getsockname(listener, reinterpret_cast<sockaddr*>(&here), &size);
  Report("port", ntohs(here.sin_port));
  Report("listen", listen(listener, 4));
  const bool first = Exchange(listener, here, SYS_accept);
  const bool second = Exchange(listener, here, SYS_accept4);
  Report("accept", first);
  Report("accept4", second);
  return first && second ? 0 : 1;
}
