// SPDX-License-Identifier: Apache-2.0
// use_sockets DIRECTORY: a connection over loopback and one over a unix socket in DIRECTORY, each
// with data both ways; datagrams over loopback and between abstract unix sockets; a pair; calls
// that fail. One thread, so that the order of calls is always the same. Prints a line a call.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <string>

#include "tests/testcases/report.h"

namespace {

// An address of any family.
struct Address {
  sockaddr_storage data = {};
  socklen_t size = sizeof data;

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&data); }
};

Address Loopback(uint16_t port = 0) {
  Address address;
  auto& in = reinterpret_cast<sockaddr_in&>(address.data);
  in.sin_family = AF_INET;
  in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  in.sin_port = htons(port);
  address.size = sizeof in;
  return address;
}

Address Unix(const std::string& path) {  // with a leading zero: abstract
  Address address;
  auto& un = reinterpret_cast<sockaddr_un&>(address.data);
  un.sun_family = AF_UNIX;
  path.copy(un.sun_path, sizeof un.sun_path);
  address.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  return address;
}

Address NameOf(int fd) {
  Address address;
  getsockname(fd, address.get(), &address.size);
  return address;
}

int Bound(Address address, int type) {
  const int fd = socket(address.data.ss_family, type | SOCK_CLOEXEC, 0);
  Report("bind", bind(fd, address.get(), address.size));
  return fd;
}

ssize_t Message(bool sends, int fd, Address* peer) {
  char text[16] = "message";
  iovec part = {text, sends ? 7 : sizeof text};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (peer != nullptr) {
    message.msg_name = peer->get();
    message.msg_namelen = peer->size;
  }
  return sends ? sendmsg(fd, &message, 0) : recvmsg(fd, &message, 0);
}

void Exchange(int a, int b) {
  char text[16];
  Report("send", send(a, "request", 7, 0));
  Report("recv", recv(b, text, sizeof text, 0));
  Report("sendmsg", Message(true, b, nullptr));
  Report("recvmsg", Message(false, a, nullptr));
}

void Connection(const Address& at, long accept_call) {
  const int listener = Bound(at, SOCK_STREAM);
  Report("listen", listen(listener, 4));
  Address here = at.data.ss_family == AF_INET ? NameOf(listener) : at;
  const int client = socket(at.data.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  Report("connect", connect(client, here.get(), here.size));
  Address peer;
  const auto server =
      static_cast<int>(syscall(accept_call, listener, peer.get(), &peer.size, SOCK_CLOEXEC));
  Report("accept", server);
  Exchange(client, server);
  Report("shutdown", shutdown(client, SHUT_WR));
  char text[16];
  Report("end", recv(server, text, sizeof text, 0));
  close(server);
  close(client);
  close(listener);
}

void Datagrams(const Address& one, const Address& other) {
  const int a = Bound(one, SOCK_DGRAM), b = Bound(other, SOCK_DGRAM);
  Address a_name = NameOf(a), b_name = NameOf(b), peer;
  char text[16];
  Report("sendto", sendto(a, "datagram", 8, 0, b_name.get(), b_name.size));
  Report("recvfrom", recvfrom(b, text, sizeof text, 0, peer.get(), &peer.size));
  Report("sendmsg to", Message(true, b, &a_name));
  Report("recvmsg from", Message(false, a, &peer));
  Report("connect", connect(a, b_name.get(), b_name.size));
  Report("send", send(a, "x", 1, 0));
  Report("recv", recv(b, text, sizeof text, 0));
  Report("nothing", recvfrom(b, text, sizeof text, MSG_DONTWAIT, nullptr, nullptr));
  close(a);
  close(b);
}

void Failures(const std::string& directory) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  Address nobody = Loopback(1), nowhere = Unix(directory + "/no");
  Report("refused", connect(fd, nobody.get(), nobody.size));
  Report("not connected", send(fd, "x", 1, MSG_NOSIGNAL));
  Report("not listening", accept4(fd, nullptr, nullptr, 0));
  Report("no address", connect(fd, nullptr, nobody.size));
  close(fd);
  const int local = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  Report("no such socket", connect(local, nowhere.get(), nowhere.size));
  close(local);
  Report("closed", listen(local, 1));
  Report("no socket", connect(1, nobody.get(), nobody.size));
  Report("no such family", socket(250, SOCK_STREAM, 0));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 125;
  const std::string directory = argv[1];
  Connection(Loopback(), SYS_accept4);
  Connection(Unix(directory + "/socket"), SYS_accept);
  Datagrams(Loopback(), Loopback());
  const std::string name = std::string(1, '\0') + "use_sockets " + directory;
  Datagrams(Unix(name + " 1"), Unix(name + " 2"));
  int pair[2];
  if (Report("socketpair", socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) == 0) {
    Exchange(pair[0], pair[1]);
  }
  Failures(directory);
  unlink((directory + "/socket").c_str());
  return 0;
}
