// SPDX-License-Identifier: Apache-2.0
#include "app/upgrade_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
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

void SetTimeout(int socket, int seconds) {
  const timeval limit = {seconds, 0};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

// How many seccomp filters a process has (Linux 5.9).
int FiltersOf(pid_t pid) {
  const auto status = tracer::ReadProcStatus(pid);
  return status ? status->seccomp_filters : 0;
}

// Why the peer may not ask for this; empty: it may.
std::string WhyRefused(int connection) {
  ucred peer = {};
  socklen_t size = sizeof peer;
  if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return "who are you?";
  if (peer.uid != 0 && peer.uid != geteuid()) return "you are neither root nor our user";
  if (peer.pid == 0) return "you are in another pid namespace; run this in the program's";
  // What has ended could have been anybody. What is left of a tree whose falco-run has ended is not
  // below the process that guards it.
  if (IsBelow(peer.pid, getpid()).value_or(true) || FiltersOf(peer.pid) > FiltersOf(getpid())) {
    return "you are watched by this falco-run";
  }
  return "";
}

}  // namespace

void UpgradeSocket::Request::Answer(const std::string& line) const {
  (void)!send(connection_.get(), line.data(), line.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
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

int UpgradeSocket::PatienceMs() const {
  if (!connection_.valid()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until_ - Clock::now());
  return static_cast<int>(std::max<int64_t>(0, left.count()));
}

std::optional<UpgradeSocket::Request> UpgradeSocket::Look() {
  if (!connection_.valid()) Accept();
  if (!connection_.valid()) return std::nullopt;
  pollfd waiting = {connection_.get(), POLLIN, 0};
  if (poll(&waiting, 1, 0) == 0) {
    if (PatienceMs() == 0) connection_.reset();
    return std::nullopt;
  }
  tracer::UniqueFd binary;
  const auto message = ControlChannel::ReceiveFrom(connection_.get(), &binary);
  // Once more: it may have ended since, and its number may have become another's.
  const std::string refused = WhyRefused(connection_.get());
  Request request(std::move(connection_), std::move(binary));
  if (!message) return std::nullopt;
  if (!refused.empty()) {
    request.Answer("failed: " + refused);
    return std::nullopt;
  }
  return request;
}

// Who may not ask is not waited for: anybody on this machine can connect.
void UpgradeSocket::Accept() {
  tracer::UniqueFd connection(
      accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!connection.valid()) return;
  if (const std::string refused = WhyRefused(connection.get()); !refused.empty()) {
    // A close with something unread would take the answer away.
    shutdown(connection.get(), SHUT_RD);
    char unread[sizeof(ControlMessage)];
    while (recv(connection.get(), unread, sizeof unread, 0) > 0) {
    }
    Request(std::move(connection), {}).Answer("failed: " + refused);
    return;
  }
  connection_ = std::move(connection);
  until_ = Clock::now() + patience_;
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
  ssize_t n;
  do {  // a --watch-namespace that begins to trace us, say, interrupts this
    n = recv(channel.fd(), answer, sizeof answer, 0);
  } while (n < 0 && errno == EINTR);
  if (n <= 0) return absl::UnavailableError("falco-run has ended, or does not answer");
  const std::string line(answer, static_cast<size_t>(n));
  if (!line.starts_with(kOk)) return absl::FailedPreconditionError(line);
  return line.substr(sizeof kOk - 1);
}

}  // namespace falco_run::app
