// SPDX-License-Identifier: Apache-2.0
#include "http/test_socket.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

namespace falco_run::http {
namespace {

sockaddr_in Loopback(uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

}  // namespace

TestSocket TestSocket::Connect(uint16_t port) {
  TestSocket made(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in address = Loopback(port);
  if (connect(made.fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    made.Close();
  }
  return made;
}

TestSocket::TestSocket(TestSocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

TestSocket& TestSocket::operator=(TestSocket&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

bool TestSocket::Send(std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    text.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

std::string TestSocket::ReadUntil(std::string_view end) {
  std::string text;
  char chunk[65536];
  while (end.empty() || text.find(end) == std::string::npos) {
    pollfd one{fd_, POLLIN, 0};
    if (poll(&one, 1, 10000) != 1) break;
    const ssize_t got = recv(fd_, chunk, sizeof chunk, 0);
    if (got <= 0) break;
    text.append(chunk, static_cast<size_t>(got));
  }
  return text;
}

void TestSocket::EndSending() { shutdown(fd_, SHUT_WR); }

void TestSocket::Close() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

void Splice(const TestSocket& one, const TestSocket& other) {
  pollfd both[2] = {{one.fd(), POLLIN, 0}, {other.fd(), POLLIN, 0}};
  char chunk[65536];
  while (poll(both, 2, 10000) > 0) {
    for (int from = 0; from < 2; ++from) {
      if (both[from].revents == 0) continue;
      const ssize_t got = recv(both[from].fd, chunk, sizeof chunk, 0);
      if (got <= 0) return;
      if (send(both[1 - from].fd, chunk, static_cast<size_t>(got), MSG_NOSIGNAL) != got) return;
    }
  }
}

TestServer::TestServer(Serve serve) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(fd_, generic, size) != 0 || listen(fd_, 64) != 0 ||
      getsockname(fd_, generic, &size) != 0) {
    return;  // the test finds nobody at port 0
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this, serve = std::move(serve)] {
    for (int number = 0;; ++number) {
      const int fd = accept(fd_, nullptr, nullptr);
      if (fd < 0) return;
      serve(TestSocket(fd), number);
    }
  });
}

TestServer::~TestServer() {
  shutdown(fd_, SHUT_RDWR);  // wakes accept
  if (thread_.joinable()) thread_.join();
  close(fd_);
}

}  // namespace falco_run::http
