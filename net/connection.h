// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_NET_CONNECTION_H_
#define FALCO_RUN_NET_CONNECTION_H_

#include <openssl/ssl.h>
#include <sys/socket.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "http/tls_options.h"
#include "net/host_port.h"
#include "net/interruption.h"

namespace falco_run::net {

// A connection to a server, for protocols of lines.
//
//   auto connection = Connection::Open({"mail", 25}, 10s, interruption);
//   auto greeting = (*connection)->ReadLine();
//   auto status = (*connection)->Write("EHLO me\r\n");
//   status = (*connection)->StartTls({});
//
// Each call takes at most the timeout: DeadlineExceeded. Cancelled: it was interrupted.
// Unavailable: the connection cannot be made or has ended. After an error it is of no more use.
class Connection {
 public:
  // The interruption must outlive the connection.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const HostPort& server,
                                                          std::chrono::milliseconds timeout,
                                                          const Interruption& interruption);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // From here on what is sent is encrypted; the server's certificate is verified as the options
  // say. InvalidArgument: the options cannot be used.
  absl::Status StartTls(http::TlsOptions options);

  absl::Status Write(std::string_view bytes);
  // What there is, at least one byte.
  absl::StatusOr<std::string> ReadSome();
  // The next line without its end. ResourceExhausted: it is longer than 64 KiB.
  absl::StatusOr<std::string> ReadLine();
  // Whether there is something to read, or the other side has closed.
  bool HasInput() const;

 private:
  using Clock = std::chrono::steady_clock;

  Connection(std::string host, std::chrono::milliseconds timeout, const Interruption& interruption)
      : host_(std::move(host)), timeout_(timeout), interruption_(interruption) {}

  absl::Status Connect(const sockaddr* address, socklen_t size, Clock::time_point deadline);
  absl::Status ReadMore(Clock::time_point deadline);
  absl::Status Wait(short events, Clock::time_point deadline) const;
  // After an SSL call that returned `result`: waits for what it wants.
  absl::Status WaitForTls(int result, const char* what, Clock::time_point deadline) const;

  const std::string host_;
  const std::chrono::milliseconds timeout_;
  const Interruption& interruption_;
  int fd_ = -1;
  std::shared_ptr<SSL_CTX> context_;
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_{nullptr, SSL_free};
  std::string input_;  // read and not taken
};

}  // namespace falco_run::net

#endif  // FALCO_RUN_NET_CONNECTION_H_
