// SPDX-License-Identifier: Apache-2.0
#include "app/web_server.h"

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "app/version.h"
#include "metrics/prometheus_text.h"

namespace falco_run::app {
namespace {

http::Response Json(std::string body) {
  return {.headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

std::string Versions() {
  const nlohmann::json versions = {
      {"falco_version", kVersion},
      {"engine_version", kEngineVersion},
      {"engine_version_semver", kEngineVersion},
  };
  return versions.dump();
}

}  // namespace

absl::StatusOr<std::unique_ptr<http::Server>> StartWebServer(const config::Reader& reader,
                                                             WebPages pages) {
  const config::Reader section = reader.Section("webserver");
  if (!section.Bool("enabled")) return nullptr;
  http::ServerOptions options;
  options.address = section.Text("listen_address");
  options.port = static_cast<uint16_t>(section.Number("listen_port"));
  options.threads = std::max(1, static_cast<int>(section.Number("threadiness")));
  options.max_body = 64 << 10;
  if (section.Bool("ssl_enabled")) options.tls.cert_file = section.Text("ssl_certificate");
  const bool tells = section.Bool("prometheus_metrics_enabled") && reader.Bool("metrics.enabled");
  const std::string health = section.Text("k8s_healthz_endpoint");
  auto server = http::Server::Start(
      std::move(options),
      [health, tells, pages = std::move(pages)](const http::Request& request) -> http::Response {
        const std::string path = request.target.substr(0, request.target.find('?'));
        const bool known = path == health || path == "/versions" ||
                           (tells && (path == "/metrics" || path == "/status"));
        if (!known) return {.status = 404};
        if (request.method != "GET" && request.method != "HEAD") {
          return {.status = 405, .headers = {{"Allow", "GET, HEAD"}}};
        }
        if (path == health) return Json(R"({"status": "ok"})");
        if (path == "/versions") return Json(Versions());
        if (path == "/status") return Json(pages.status());
        return {.headers = {{"Content-Type", metrics::PrometheusText::kContentType}},
                .body = pages.metrics()};
      });
  if (server.ok()) return *std::move(server);
  return absl::Status(server.status().code(),
                      section.Name("enabled") + ": " + std::string(server.status().message()));
}

}  // namespace falco_run::app
