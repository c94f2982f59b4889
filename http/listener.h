// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_LISTENER_H_
#define FALCO_RUN_HTTP_LISTENER_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "http/name_lookup.h"

namespace falco_run::http {

// A socket that listens: non-blocking, closed on exec, and with it the file of a unix socket.
class Listener {
 public:
  // InvalidArgument: no address; Unavailable: cannot listen there.
  static absl::StatusOr<Listener> Tcp(const std::string& address, uint16_t port);
  // Replaces the socket of a server that is gone; in the way of a living one: Unavailable.
  static absl::StatusOr<Listener> Unix(const std::string& path);

  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&&) = delete;
  ~Listener();

  int fd() const { return fd_; }
  uint16_t port() const;  // 0 for a unix socket

  // The next connection, or -1 with errno.
  int Accept(Address& peer) const;

 private:
  Listener(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}

  static absl::StatusOr<Listener> Listen(const Address& address, const std::string& where,
                                         const std::string& path);

  int fd_;
  std::string path_;
};

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_LISTENER_H_
