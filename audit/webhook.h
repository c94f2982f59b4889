// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_AUDIT_WEBHOOK_H_
#define FALCO_RUN_AUDIT_WEBHOOK_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "audit/counters.h"
#include "audit/event_queue.h"
#include "http/bearer_tokens.h"
#include "http/server.h"

namespace falco_run::audit {

// A server's options as a webhook for audit events needs them: bodies of 12 MiB, as the API
// server sends at most, and memory for one of them.
http::ServerOptions WebhookServerOptions();

struct WebhookOptions {
  http::ServerOptions server = WebhookServerOptions();
  std::string path = "/k8s-audit";
  std::string token_file;  // with `token` empty, too: no token is asked for
  std::string token;
};

// What the API server's audit webhook posts to. Answers
//
//   200  every event was taken
//   400  no JSON, or some events were refused: the text says how many and why the first; the
//        others were taken, so it is not to be sent again
//   401  no token, or a wrong one
//   404, 405, 415  not for us
//   429  what waits is at its bound; with Retry-After. Nothing was taken. The API server sends
//        again
//
// and what http::Server refuses itself (400, 408, 413, 503, ...). GET /healthz: 200.
class Webhook {
 public:
  // Neither is owned. Fails where http::Server does, and without readable tokens.
  static absl::StatusOr<std::unique_ptr<Webhook>> Start(WebhookOptions options, EventQueue& queue,
                                                        Counters& counters);

  uint16_t port() const { return server_->port(); }
  http::ServerCounters server_counters() const { return server_->counters(); }
  absl::Status ReloadCertificates() { return server_->ReloadCertificates(); }

  // What a request is answered. For tests without a socket; the server calls it on its thread.
  http::Response Answer(const http::Request& request);

 private:
  Webhook(const WebhookOptions& options, EventQueue& queue, Counters& counters);

  http::Response Take(const std::string& body);

  const std::string path_;
  EventQueue& queue_;
  Counters& counters_;
  http::BearerTokens tokens_;
  EventSplitter splitter_;
  SplitBody split_;
  std::unique_ptr<http::Server> server_;  // ends before the rest
};

}  // namespace falco_run::audit

#endif  // FALCO_RUN_AUDIT_WEBHOOK_H_
