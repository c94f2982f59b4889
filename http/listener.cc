// SPDX-License-Identifier: Apache-2.0
#include "http/listener.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace falco_run::http {
namespace {

absl::Status Cannot(const std::string& where) {
  return absl::UnavailableError(absl::StrCat("cannot listen at ", where, ": ", strerror(errno)));
}

// A socket file that nobody answers at is of a server that was killed.
void RemoveStale(const Address& address, const std::string& path) {
  struct stat info {};
  if (lstat(path.c_str(), &info) != 0 || !S_ISSOCK(info.st_mode)) return;
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return;
  if (connect(fd, address.get(), address.size) != 0 && errno == ECONNREFUSED) unlink(path.c_str());
  close(fd);
}

}  // namespace

absl::StatusOr<Listener> Listener::Tcp(const std::string& address, uint16_t port) {
  const std::optional<Address> parsed = NumericAddress(address, port);
  if (!parsed) {
    return absl::InvalidArgumentError(
        absl::StrCat("no address to listen at: '", address, "'; such as 127.0.0.1 or ::1"));
  }
  return Listen(*parsed, AddressText(*parsed), "");
}

absl::StatusOr<Listener> Listener::Unix(const std::string& path) {
  const std::optional<Address> address = UnixAddress(path);
  if (!address) {
    return absl::InvalidArgumentError(
        absl::StrCat("the path of a unix socket is too long: ", path));
  }
  RemoveStale(*address, path);
  return Listen(*address, path, path);
}

absl::StatusOr<Listener> Listener::Listen(const Address& address, const std::string& where,
                                          const std::string& path) {
  const int fd = socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return Cannot(where);
  Listener listener(fd, "");
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd, address.get(), address.size) != 0) return Cannot(where);
  listener.path_ = path;
  if (listen(fd, SOMAXCONN) != 0) return Cannot(where);
  return listener;
}

Listener::Listener(Listener&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), path_(std::exchange(other.path_, {})) {}

Listener::~Listener() {
  if (fd_ < 0) return;
  close(fd_);
  if (!path_.empty()) unlink(path_.c_str());
}

uint16_t Listener::port() const {
  Address bound;
  bound.size = sizeof bound.storage;
  if (getsockname(fd_, bound.get(), &bound.size) != 0) return 0;
  if (bound.storage.ss_family == AF_INET) {
    return ntohs(reinterpret_cast<const sockaddr_in&>(bound.storage).sin_port);
  }
  if (bound.storage.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6&>(bound.storage).sin6_port);
  }
  return 0;
}

int Listener::Accept(Address& peer) const {
  peer.size = sizeof peer.storage;
  const int fd = accept4(fd_, peer.get(), &peer.size, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd >= 0 && peer.size == sizeof(sa_family_t)) peer.storage.ss_family = AF_UNIX;
  return fd;
}

}  // namespace falco_run::http
