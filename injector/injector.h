// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_INJECTOR_INJECTOR_H_
#define FALCO_RUN_INJECTOR_INJECTOR_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "http/bearer_tokens.h"
#include "http/server.h"
#include "injector/injector_metrics.h"
#include "injector/pod_options.h"
#include "json/document.h"

namespace falco_run::injector {

// A server's options as the webhook needs them: etcd takes objects of at most 1.5 MiB, which
// are escaped in a review.
http::ServerOptions InjectorServerOptions();

struct InjectorOptions {
  http::ServerOptions server = InjectorServerOptions();
  std::string token_file;  // with `token` empty, too: no token is asked for
  std::string token;
  PodOptions pods;
  // Told about containers that are left alone; on the server's thread.
  std::function<void(const std::string&)> on_note = [](const std::string&) {};
};

// The mutating admission webhook that puts falco-run into pods (PlanPod says how):
//
//   POST /mutate    an AdmissionReview: 200 with the answer, 400 and what is wrong with it
//   GET  /healthz, /metrics
//
// 401 without a token where one is asked for, 404, 405, 415 as usual, and what http::Server refuses
// itself. Whether a pod is created when there is no answer is said by the webhook's failurePolicy.
class Injector {
 public:
  // Errors: those of http::Server::Start, and tokens that cannot be read.
  static absl::StatusOr<std::unique_ptr<Injector>> Start(InjectorOptions options);

  uint16_t port() const { return server_->port(); }
  absl::Status ReloadCertificates() { return server_->ReloadCertificates(); }
  // When the server has stopped.
  const InjectorMetrics::Counts& counts() const { return metrics_.counts(); }
  void Stop() { server_.reset(); }

  // What a request is answered. For tests without a socket; the server calls it on its thread.
  http::Response Answer(const http::Request& request);

 private:
  explicit Injector(InjectorOptions options);

  http::Response Take(const std::string& body);

  const InjectorOptions options_;
  http::BearerTokens tokens_;
  json::Document document_;
  InjectorMetrics metrics_;
  std::unique_ptr<http::Server> server_;  // ends before the rest
};

}  // namespace falco_run::injector

#endif  // FALCO_RUN_INJECTOR_INJECTOR_H_
