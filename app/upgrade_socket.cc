// SPDX-License-Identifier: Apache-2.0
#include "app/upgrade_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <utility>

#include "app/control_channel.h"
#include "app/process_tree.h"
#include "tracer/proc_status.h"

namespace falco_run::app {
namespace {

constexpr char kOk[] = "ok: ";

struct Address {
  sockaddr_un address = {};
  socklen_t size = 0;
};

// nullopt: there is no such process.
std::optional<Address> AddressOf(pid_t pid) {
  const auto stat = tracer::ReadProcStat(pid);
  if (!stat) return std::nullopt;
  const std::string name =
      "falco-run-" + std::to_string(pid) + "-" + std::to_string(stat->start_ticks);
  Address a;
  a.address.sun_family = AF_UNIX;
  // A first byte of zero: abstract.
  std::memcpy(a.address.sun_path + 1, name.data(), name.size());
  a.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  return a;
}

// It is waited for by nobody who could not be held up for as long.
void SetTimeout(int socket, int seconds) {
  const timeval limit = {seconds, 0};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

// Why the peer may not ask for this; empty: it may.
std::string WhyRefused(int connection) {
  ucred peer = {};
  socklen_t size = sizeof peer;
  if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return "who are you?";
  if (peer.uid != 0 && peer.uid != geteuid()) return "you are neither root nor our user";
  if (IsBelow(peer.pid, getpid())) return "you are watched by this falco-run";
  return "";
}

}  // namespace

void UpgradeSocket::Request::Answer(const std::string& line) const {
  (void)!send(connection_.get(), line.data(), line.size(), MSG_NOSIGNAL);
}

void UpgradeSocket::Open() {
  const auto address = AddressOf(getpid());
  if (!address) return;
  tracer::UniqueFd socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.valid()) return;
  if (bind(socket.get(), reinterpret_cast<const sockaddr*>(&address->address), address->size) !=
          0 ||
      listen(socket.get(), 1) != 0) {
    return;
  }
  socket_ = std::move(socket);
}

std::optional<UpgradeSocket::Request> UpgradeSocket::Accept() const {
  tracer::UniqueFd connection(accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!connection.valid()) return std::nullopt;
  SetTimeout(connection.get(), 1);
  const std::string refused = WhyRefused(connection.get());
  tracer::UniqueFd binary;
  const auto message = ControlChannel::ReceiveFrom(connection.get(), &binary);
  Request request(std::move(connection), std::move(binary));
  if (!refused.empty()) {
    request.Answer("failed: " + refused);
    return std::nullopt;
  }
  if (!message) return std::nullopt;
  return request;
}

absl::StatusOr<std::string> RequestUpgrade(pid_t pid, const std::string& path) {
  const tracer::UniqueFd binary(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!binary.valid()) return absl::ErrnoToStatus(errno, path);
  if (access(path.c_str(), X_OK) != 0) return absl::ErrnoToStatus(errno, path);
  const auto address = AddressOf(pid);
  if (!address) return absl::NotFoundError("there is no process " + std::to_string(pid) + " here");
  ControlChannel channel(tracer::UniqueFd(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)));
  if (connect(channel.fd(), reinterpret_cast<const sockaddr*>(&address->address), address->size) !=
      0) {
    return absl::NotFoundError(
        "process " + std::to_string(pid) +
        " is no falco-run that can be upgraded; in a container, run this in there");
  }
  constexpr int kPatienceSeconds = 60;
  SetTimeout(channel.fd(), kPatienceSeconds);
  channel.Send({.kind = ControlMessage::Kind::kHandOver}, binary.get());
  char answer[1024];
  const ssize_t n = recv(channel.fd(), answer, sizeof answer, 0);
  if (n <= 0) return absl::UnavailableError("falco-run has ended, or does not answer");
  const std::string line(answer, static_cast<size_t>(n));
  if (!line.starts_with(kOk)) return absl::FailedPreconditionError(line);
  return line.substr(sizeof kOk - 1);
}

}  // namespace falco_run::app
