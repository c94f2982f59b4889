// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_WEB_SERVER_H_
#define FALCO_RUN_APP_WEB_SERVER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "config/reader.h"
#include "http/server.h"

namespace falco_run::app {

// What the web server asks for, on a thread of its own.
struct WebPages {
  std::function<std::string()> metrics;  // for Prometheus
  std::function<std::string()> status;   // JSON, for `falco-run top`
};

// Falco's web server, by the keys webserver.*: GET /healthz (k8s_healthz_endpoint), /versions and,
// with webserver.prometheus_metrics_enabled and metrics.enabled, /metrics and /status.
//
// nullptr: it is not configured. Errors name the key; Unavailable: its port is taken.
absl::StatusOr<std::unique_ptr<http::Server>> StartWebServer(const config::Reader& reader,
                                                             WebPages pages);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_WEB_SERVER_H_
