// SPDX-License-Identifier: Apache-2.0
// exchange: moves data over loopback in all ways: a datagram by sendto and recvfrom, one by sendmsg
// and recvmsg, two by sendmmsg and recvmmsg; a TCP connection and a Unix socket pair. Prints the
// ports of the two datagram sockets, then one line a call.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/testcases/report.h"

static int Bound(int type, sockaddr_in& here) {
  here = {};
  here.sin_family = AF_INET;
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
  bind(fd, reinterpret_cast<sockaddr*>(&here), sizeof here);
  socklen_t size = sizeof here;
  getsockname(fd, reinterpret_cast<sockaddr*>(&here), &size);
  return fd;
}

int main() {
  sockaddr_in server_address, client_address, from = {};
  const int server = Bound(SOCK_DGRAM, server_address);
  const int client = Bound(SOCK_DGRAM, client_address);
  auto* to = reinterpret_cast<sockaddr*>(&server_address);
  Report("server", ntohs(server_address.sin_port));
  Report("client", ntohs(client_address.sin_port));
  socklen_t size = sizeof from;
  char buffer[2][16];
  Report("sendto", sendto(client, "hello", 5, 0, to, sizeof server_address));
  Report("recvfrom", recvfrom(server, buffer, 16, 0, reinterpret_cast<sockaddr*>(&from), &size));

  char text[] = "hello";
  iovec out[2] = {{text, 2}, {text + 2, 3}};
  iovec in[2] = {{buffer[0], 16}, {buffer[1], 16}};
  mmsghdr sent[2] = {}, received[2] = {};
  sockaddr_in sources[2] = {};
  for (int i = 0; i < 2; ++i) {
    sent[i].msg_hdr.msg_name = to;
    sent[i].msg_hdr.msg_namelen = sizeof server_address;
    sent[i].msg_hdr.msg_iov = out;
    sent[i].msg_hdr.msg_iovlen = 2;
    received[i].msg_hdr.msg_name = &sources[i];
    received[i].msg_hdr.msg_namelen = sizeof sources[i];
    received[i].msg_hdr.msg_iov = &in[i];
    received[i].msg_hdr.msg_iovlen = 1;
  }
  Report("sendmsg", sendmsg(client, &sent[0].msg_hdr, 0));
  Report("recvmsg", recvmsg(server, &received[0].msg_hdr, 0));
  Report("sendmmsg", sendmmsg(client, sent, 2, 0));
  Report("recvmmsg", recvmmsg(server, received, 2, MSG_WAITFORONE, nullptr));

  sockaddr_in listener_address;
  const int listener = Bound(SOCK_STREAM, listener_address);
  listen(listener, 1);
  const int caller = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  Report("connect",
         connect(caller, reinterpret_cast<sockaddr*>(&listener_address), sizeof listener_address));
  const int called = accept(listener, nullptr, nullptr);
  Report("send", send(caller, "hello", 5, 0));
  Report("recv", recv(called, buffer, 16, 0));
  int pair[2];
  Report("socketpair", socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair));
  Report("write", write(pair[0], "hello", 5));
  Report("read", read(pair[1], buffer, 16));
  close(called);
  return 0;
}
