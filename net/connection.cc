// SPDX-License-Identifier: Apache-2.0
#include "net/connection.h"

#include <errno.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "http/tls.h"
#include "net/address_lookup.h"

namespace falco_run::net {
namespace {

constexpr size_t kLongestLine = 64 << 10;

absl::Status Unavailable(const std::string& what, int error) {
  return absl::UnavailableError(what + ": " +
                                std::string(absl::ErrnoToStatus(error, "").message()));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const HostPort& server,
                                                             std::chrono::milliseconds timeout,
                                                             const Interruption& interruption) {
  const auto deadline = Clock::now() + timeout;
  const auto addresses = LookUp(server, timeout);
  if (!addresses.ok()) return addresses.status();
  auto connection = std::unique_ptr<Connection>(new Connection(server.host, timeout, interruption));
  absl::Status status;
  for (const http::Address& address : *addresses) {
    status = connection->Connect(address.get(), address.size, deadline);
    if (status.ok()) return connection;
    if (absl::IsCancelled(status)) break;
  }
  return absl::Status(status.code(), server.host + ":" + std::to_string(server.port) + ": " +
                                         std::string(status.message()));
}

Connection::~Connection() {
  if (fd_ >= 0) close(fd_);
}

absl::Status Connection::Connect(const sockaddr* address, socklen_t size,
                                 Clock::time_point deadline) {
  if (fd_ >= 0) close(fd_);
  fd_ = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd_ < 0) return Unavailable("socket", errno);
  if (connect(fd_, address, size) == 0) return absl::OkStatus();
  if (errno != EINPROGRESS) return Unavailable("connect", errno);
  if (auto status = Wait(POLLOUT, deadline); !status.ok()) return status;
  int error = 0;
  socklen_t length = sizeof error;
  getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &length);
  return error == 0 ? absl::OkStatus() : Unavailable("connect", error);
}

absl::Status Connection::Wait(short events, Clock::time_point deadline) const {
  while (true) {
    pollfd fds[2] = {{fd_, events, 0}, {interruption_.fd(), POLLIN, 0}};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    const int ready = poll(fds, 2, static_cast<int>(std::max<int64_t>(left, 0)));
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return Unavailable("poll", errno);
    if (fds[1].revents != 0) return absl::CancelledError("interrupted");
    if (ready == 0) return absl::DeadlineExceededError(host_ + " does not answer");
    return absl::OkStatus();
  }
}

absl::Status Connection::WaitForTls(int result, const char* what,
                                    Clock::time_point deadline) const {
  const unsigned long queued = ERR_peek_error();
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return Wait(POLLIN, deadline);
    case SSL_ERROR_WANT_WRITE:
      return Wait(POLLOUT, deadline);
    case SSL_ERROR_ZERO_RETURN:
      return absl::UnavailableError(host_ + " has closed the connection");
    default:
      return absl::UnavailableError(host_ + ": " + what + ": " +
                                    http::HandshakeError(ssl_.get(), queued));
  }
}

absl::Status Connection::StartTls(http::TlsOptions options) {
  const std::string name = options.server_name.empty() ? host_ : options.server_name;
  auto context = http::MakeClientTls(options);
  if (!context.ok()) return context.status();
  context_ = *std::move(context);
  ssl_.reset(SSL_new(context_.get()));
  if (ssl_ == nullptr || SSL_set_fd(ssl_.get(), fd_) != 1 ||
      !http::ExpectServer(ssl_.get(), name)) {
    return absl::InternalError("TLS cannot be set up");
  }
  // What came before it in clear text is not the server's (RFC 3207, 4.2).
  input_.clear();
  const auto deadline = Clock::now() + timeout_;
  while (true) {
    ERR_clear_error();
    const int result = SSL_connect(ssl_.get());
    if (result == 1) return absl::OkStatus();
    if (auto status = WaitForTls(result, "TLS", deadline); !status.ok()) return status;
  }
}

absl::Status Connection::Write(std::string_view bytes) {
  const auto deadline = Clock::now() + timeout_;
  while (!bytes.empty()) {
    if (ssl_ != nullptr) {
      ERR_clear_error();
      size_t written = 0;
      if (SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &written) == 1) {
        bytes.remove_prefix(written);
        continue;
      }
      if (auto status = WaitForTls(0, "TLS", deadline); !status.ok()) return status;
      continue;
    }
    const ssize_t written = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written >= 0) {
      bytes.remove_prefix(static_cast<size_t>(written));
    } else if (errno == EAGAIN) {
      if (auto status = Wait(POLLOUT, deadline); !status.ok()) return status;
    } else if (errno != EINTR) {
      return Unavailable(host_, errno);
    }
  }
  return absl::OkStatus();
}

absl::Status Connection::ReadMore(Clock::time_point deadline) {
  char buffer[4096];
  while (true) {
    if (ssl_ != nullptr) {
      ERR_clear_error();
      size_t read = 0;
      if (SSL_read_ex(ssl_.get(), buffer, sizeof buffer, &read) == 1) {
        input_.append(buffer, read);
        return absl::OkStatus();
      }
      if (auto status = WaitForTls(0, "TLS", deadline); !status.ok()) return status;
      continue;
    }
    const ssize_t read = recv(fd_, buffer, sizeof buffer, 0);
    if (read > 0) {
      input_.append(buffer, static_cast<size_t>(read));
      return absl::OkStatus();
    }
    if (read == 0) return absl::UnavailableError(host_ + " has closed the connection");
    if (errno == EAGAIN) {
      if (auto status = Wait(POLLIN, deadline); !status.ok()) return status;
    } else if (errno != EINTR) {
      return Unavailable(host_, errno);
    }
  }
}

absl::StatusOr<std::string> Connection::ReadSome() {
  if (input_.empty()) {
    if (auto status = ReadMore(Clock::now() + timeout_); !status.ok()) return status;
  }
  return std::exchange(input_, "");
}

absl::StatusOr<std::string> Connection::ReadLine() {
  const auto deadline = Clock::now() + timeout_;
  while (true) {
    if (const size_t end = input_.find('\n'); end != std::string::npos) {
      std::string line = input_.substr(0, end);
      input_.erase(0, end + 1);
      if (line.ends_with('\r')) line.pop_back();
      return line;
    }
    if (input_.size() > kLongestLine) {
      return absl::ResourceExhaustedError(host_ + " sends an endless line");
    }
    if (auto status = ReadMore(deadline); !status.ok()) return status;
  }
}

bool Connection::HasInput() const {
  if (!input_.empty() || (ssl_ != nullptr && SSL_pending(ssl_.get()) > 0)) return true;
  pollfd fd = {fd_, POLLIN, 0};
  return poll(&fd, 1, 0) > 0;
}

}  // namespace falco_run::net
