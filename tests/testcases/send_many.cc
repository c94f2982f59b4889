// SPDX-License-Identifier: Apache-2.0
// send_many: from one socket, sends three datagrams by one sendmmsg: two to a first, one to a
// second socket of loopback; receives the two by one recvmmsg. Then one that is too large to be
// sent. Prints the ports of the two receivers, then one line a call.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "tests/testcases/report.h"

static int Bound(sockaddr_in& here) {
  here = {};
  here.sin_family = AF_INET;
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  bind(fd, reinterpret_cast<sockaddr*>(&here), sizeof here);
  socklen_t size = sizeof here;
  getsockname(fd, reinterpret_cast<sockaddr*>(&here), &size);
  return fd;
}

int main() {
  sockaddr_in addresses[2], source;
  const int first = Bound(addresses[0]);
  Bound(addresses[1]);
  const int client = Bound(source);
  Report("first", ntohs(addresses[0].sin_port));
  Report("second", ntohs(addresses[1].sin_port));

  std::string texts[] = {"one", "three", "five5"};
  iovec out[3];
  mmsghdr sent[3] = {};
  for (int i = 0; i < 3; ++i) {
    out[i] = {texts[i].data(), texts[i].size()};
    sent[i].msg_hdr.msg_name = &addresses[i % 2];
    sent[i].msg_hdr.msg_namelen = sizeof addresses[0];
    sent[i].msg_hdr.msg_iov = &out[i];
    sent[i].msg_hdr.msg_iovlen = 1;
  }
  Report("sendmmsg", sendmmsg(client, sent, 3, 0));

  char buffers[3][16];
  iovec in[3];
  mmsghdr received[3] = {};
  sockaddr_in sources[3] = {};
  for (int i = 0; i < 3; ++i) {
    in[i] = {buffers[i], sizeof buffers[i]};
    received[i].msg_hdr.msg_name = &sources[i];
    received[i].msg_hdr.msg_namelen = sizeof sources[i];
    received[i].msg_hdr.msg_iov = &in[i];
    received[i].msg_hdr.msg_iovlen = 1;
  }
  Report("recvmmsg", recvmmsg(first, received, 3, MSG_DONTWAIT, nullptr));

  std::string large(70'000, 'x');
  out[0] = {large.data(), large.size()};
  Report("too large", sendmmsg(client, sent, 3, 0));
  return 0;
}
