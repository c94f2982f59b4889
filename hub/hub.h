// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HUB_HUB_H_
#define FALCO_RUN_HUB_HUB_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "http/server.h"
#include "hub/hub_metrics.h"
#include "outputs/dispatcher.h"

namespace falco_run::hub {

struct HubOptions {
  http::ServerOptions server;  // Falcosidekick's port is 2801
  std::string token;           // "Authorization: Bearer TOKEN" is needed to post; empty: is not
  std::vector<std::string> extra_labels;             // see HubMetrics
  std::map<std::string, std::string> custom_fields;  // the same
};

// Takes alerts over HTTP and hands them to the outputs, as Falcosidekick does:
//
//   POST /       an alert as Falco posts it: 200 when it is queued (or on disk, with an outbox),
//                400 what is wrong with it, 503 with Retry-After when an output has no room
//   POST /test   an alert of the rule "Test rule" for all outputs
//   GET /ping, /healthz, /metrics
//
// 401 without the token, where there is one; 404 and 405 as usual. A sender that tries again after
// 503 loses nothing.
class Hub {
 public:
  // `outputs` must outlive the hub. Errors: those of http::Server::Start.
  static absl::StatusOr<std::unique_ptr<Hub>> Start(HubOptions options,
                                                    outputs::Dispatcher& outputs);

  uint16_t port() const { return server_->port(); }
  absl::Status ReloadCertificates() { return server_->ReloadCertificates(); }
  http::ServerCounters counters() const { return server_->counters(); }

 private:
  Hub(HubOptions options, outputs::Dispatcher& outputs);

  http::Response Answer(const http::Request& request);
  http::Response Take(const http::Request& request, std::string_view body);
  bool MayPost(const http::Request& request) const;

  const HubOptions options_;
  outputs::Dispatcher& outputs_;
  HubMetrics metrics_;
  std::unique_ptr<http::Server> server_;  // the last: its threads use the rest
};

}  // namespace falco_run::hub

#endif  // FALCO_RUN_HUB_HUB_H_
