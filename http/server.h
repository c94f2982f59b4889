// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_SERVER_H_
#define FALCO_RUN_HTTP_SERVER_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "http/message.h"
#include "http/tls_options.h"

namespace falco_run::http {

struct ServerOptions {
  std::string address = "0.0.0.0";  // or "::" and so on; no names
  uint16_t port = 0;                // 0: any that is free
  std::string unix_socket;          // listen at this path instead
  ServerTlsOptions tls;

  size_t max_header = 16 << 10;                   // bytes of request line and headers
  size_t max_body = 2 << 20;                      // as sent, and as decompressed
  size_t max_buffered = 64 << 20;                 // of the bodies of all requests together
  int max_connections = 1024;                     // at once
  std::chrono::milliseconds read_timeout{10000};  // TLS handshake; a request; writing an answer
  std::chrono::milliseconds idle_timeout{60000};  // between two requests
  std::chrono::milliseconds stop_grace{2000};     // for requests in flight when it is to stop
  int threads = 1;                                // that run handlers
};

// Since the start, except for the last two.
struct ServerCounters {
  uint64_t connections = 0;   // accepted and served
  uint64_t refused = 0;       // over max_connections: 503, or closed without a word
  uint64_t requests = 0;      // that a handler answered
  uint64_t bad_requests = 0;  // answered by the server itself: 400, 408, 413, 415, ...
  uint64_t timeouts = 0;
  uint64_t tls_failures = 0;  // handshakes
  uint64_t open = 0;          // connections now
  uint64_t buffered = 0;      // bytes of request bodies now
};

// Answers a request, on a thread of the server; with several threads, several at once. While it
// runs, the connections of its thread wait. What it throws becomes a 500.
using Handler = std::function<Response(const Request&)>;

// An HTTP/1.1 server.
//
//   ServerOptions options;
//   options.port = 8765;
//   auto server = Server::Start(options, [](const Request& request) {
//     if (request.target == "/healthz") return Response{.body = "ok"};
//     return Response{.status = 404};
//   });
//
// Bodies arrive whole and decompressed (gzip). What it refuses itself: 400 malformed, 408 slow, 413
// body too large, 415 unknown Content-Encoding, 417 unknown Expect, 431 header too large, 503 too
// many connections or bytes, with Retry-After. Memory: some 5 KiB a connection (TLS: 60 KiB) and
// max_buffered, whatever clients do.
class Server {
 public:
  // InvalidArgument: an address or a certificate that cannot be used. Unavailable: it cannot listen
  // there. Afterwards it does.
  static absl::StatusOr<std::unique_ptr<Server>> Start(ServerOptions options, Handler handler);

  // Stops: takes no more, lets requests in flight finish for `stop_grace`, then closes. Waits for
  // handlers that run.
  ~Server();

  uint16_t port() const;  // 0 for a unix socket
  ServerCounters counters() const;

  // Reads the files of options.tls again; for new connections. On an error the old ones stay.
  absl::Status ReloadCertificates();

 private:
  class Impl;

  explicit Server(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_SERVER_H_
