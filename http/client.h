// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_CLIENT_H_
#define FALCO_RUN_HTTP_CLIENT_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "http/message.h"
#include "http/tls_options.h"

namespace falco_run::http {

struct ClientOptions {
  std::string url;  // http://[user:password@]host[:port][/path][?query], or https
  TlsOptions tls;
  std::string proxy;        // http://[user:password@]host:port; see proxy.h
  std::string unix_socket;  // connect there instead of the URL's host
  std::string user_agent = "falco-run";
  bool keep_alive = true;
  bool gzip = false;                                // send bodies with Content-Encoding: gzip
  int connections = 1;                              // requests in flight at once
  std::chrono::milliseconds connect_timeout{5000};  // name lookup, connect, TLS handshake
  std::chrono::milliseconds timeout{30000};         // one request in all, connecting included
  size_t max_response = 1 << 20;                    // bytes of a response's body that are kept
};

// Sends requests to one server, over connections that it keeps.
//
//   ClientOptions options;
//   options.url = "https://example.com/hook?channel=1";
//   auto client = Client::Make(options);
//   if (!client.ok()) ...
//   auto response = (*client)->Send({.headers = {{"Content-Type", "text/plain"}}, .body = "hi"});
//   if (!response.ok() || response->status / 100 != 2) ...
//
// A request that got no byte of an answer on a kept connection is sent once more on a new one: the
// server may have closed it in between. So a request may arrive twice; never less than the result
// says.
//
// May be used by several threads; their calls take turns. Starts no thread, except for one that
// looks up the server's name, which may outlive the client while the name server does not answer.
// Never raises SIGPIPE. Descriptors are closed on exec.
class Client {
 public:
  // InvalidArgument: a URL or certificate that cannot be used. Does not connect.
  static absl::StatusOr<std::unique_ptr<Client>> Make(ClientOptions options);

  ~Client();

  // Returns the answer, whatever its status. Errors:
  //   Unavailable         cannot look up, connect, or the connection broke
  //   DeadlineExceeded    a timeout passed
  //   FailedPrecondition  TLS: the certificate does not verify, or no common ground
  //   Internal            the server does not speak HTTP/1
  //   InvalidArgument     the request cannot be put into HTTP (a line break in a header, ...)
  //   Cancelled           by Cancel()
  absl::StatusOr<Response> Send(const Request& request);

  // The same for many, `connections` of them at once. Results in the order of the requests.
  std::vector<absl::StatusOr<Response>> SendAll(std::span<const Request> requests);

  // Ends what is being sent by any thread at this moment with Cancelled. From any thread.
  void Cancel();

 private:
  class Impl;

  explicit Client(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_CLIENT_H_
