// SPDX-License-Identifier: Apache-2.0
#include "net/datagram_socket.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/name_lookup.h"
#include "net/address_lookup.h"
#include "net/host_port.h"

namespace falco_run::net {
namespace {

constexpr std::string_view kUnix = "unix://";
constexpr std::chrono::seconds kLookup{10};

absl::Status Unavailable(const std::string& target, int error) {
  return absl::UnavailableError(std::string(absl::ErrnoToStatus(error, target).message()));
}

}  // namespace

absl::Status DatagramSocket::Open() {
  http::Address address;
  if (target_.starts_with(kUnix)) {
    const auto unix_address = http::UnixAddress(target_.substr(kUnix.size()));
    if (!unix_address) return absl::InvalidArgumentError(target_ + ": the path is too long");
    address = *unix_address;
  } else {
    const auto server = ParseHostPort(target_, 8125);
    if (!server.ok()) return server.status();
    const auto addresses = LookUp(*server, kLookup);
    if (!addresses.ok()) return addresses.status();
    address = addresses->front();
  }
  fd_ = socket(address.storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd_ >= 0 && connect(fd_, address.get(), address.size) == 0) return absl::OkStatus();
  const int error = errno;
  Close();
  return Unavailable(target_, error);
}

void DatagramSocket::Close() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

absl::Status DatagramSocket::Send(std::string_view datagram) {
  if (fd_ < 0) {
    if (auto status = Open(); !status.ok()) return status;
  }
  // The error of an earlier datagram (nobody listens) is told once, by the next.
  for (int i = 0; i < 2; ++i) {
    if (send(fd_, datagram.data(), datagram.size(), MSG_NOSIGNAL) >= 0) return absl::OkStatus();
    if (errno != ECONNREFUSED) break;
  }
  const int error = errno;
  Close();
  return Unavailable(target_, error);
}

}  // namespace falco_run::net
