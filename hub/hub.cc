// SPDX-License-Identifier: Apache-2.0
#include "hub/hub.h"

#include <string_view>
#include <utility>

#include "absl/time/clock.h"
#include "http/secret.h"
#include "hub/falco_alert.h"
#include "metrics/prometheus_text.h"

namespace falco_run::hub {
namespace {

constexpr std::string_view kTestAlert =
    R"({"output": "This is a test from falco-run", "priority": "Debug", "rule": "Test rule",
        "output_fields": {"proc.name": "falco-run", "user.name": "falco-run"}})";

http::Response Text(int status, std::string text) {
  http::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
  response.body = std::move(text) + "\n";
  return response;
}

http::Response WithHeader(http::Response response, std::string name, std::string value) {
  response.headers.push_back({std::move(name), std::move(value)});
  return response;
}

std::string_view PathOf(std::string_view target) { return target.substr(0, target.find('?')); }

}  // namespace

Hub::Hub(HubOptions options, outputs::Dispatcher& outputs)
    : options_(std::move(options)),
      outputs_(outputs),
      metrics_(options_.extra_labels, options_.custom_fields) {}

absl::StatusOr<std::unique_ptr<Hub>> Hub::Start(HubOptions options, outputs::Dispatcher& outputs) {
  auto hub = std::unique_ptr<Hub>(new Hub(std::move(options), outputs));
  auto server = http::Server::Start(
      hub->options_.server,
      [hub = hub.get()](const http::Request& request) { return hub->Answer(request); });
  if (!server.ok()) return server.status();
  hub->server_ = *std::move(server);
  return hub;
}

bool Hub::MayPost(const http::Request& request) const {
  if (options_.token.empty()) return true;
  constexpr std::string_view kScheme = "Bearer ";
  const std::string* header = http::FindHeader(request.headers, "Authorization");
  return header != nullptr && header->starts_with(kScheme) &&
         http::IsSameSecret(std::string_view(*header).substr(kScheme.size()), options_.token);
}

http::Response Hub::Answer(const http::Request& request) {
  const std::string_view path = PathOf(request.target);
  const bool takes_alerts = path == "/" || path == "/test";
  const bool tells = path == "/ping" || path == "/healthz" || path == "/metrics";
  if (!takes_alerts && !tells) return Text(404, "there is nothing here");
  if (tells) {
    if (request.method != "GET" && request.method != "HEAD") {
      return WithHeader(Text(405, "Please send with get http method"), "Allow", "GET, HEAD");
    }
    http::Response response;
    if (path == "/ping") return Text(200, "pong");
    if (path == "/healthz") {
      response.headers = {{"Content-Type", "application/json"}};
      response.body = R"({"status": "ok"})";
    } else {
      response.headers = {{"Content-Type", metrics::PrometheusText::kContentType}};
      response.body = metrics_.Write(outputs_.stats());
    }
    return response;
  }
  if (request.method != "POST") {
    metrics_.Rejected();
    return WithHeader(Text(405, "Please send with post http method"), "Allow", "POST");
  }
  if (!MayPost(request)) {
    metrics_.Rejected();
    return WithHeader(Text(401, "Please send the token"), "WWW-Authenticate", "Bearer");
  }
  return Take(request, path == "/test" ? kTestAlert : std::string_view(request.body));
}

http::Response Hub::Take(const http::Request& request, std::string_view body) {
  auto alert = ParseFalcoAlert(body, static_cast<uint64_t>(absl::GetCurrentTimeNanos()));
  if (!alert.ok()) {
    metrics_.Rejected();
    return Text(400, std::string(alert.status().message()));
  }
  if (alert->id().empty()) {
    if (const auto* key = http::FindHeader(request.headers, "Idempotency-Key")) alert->set_id(*key);
  }
  if (const absl::Status status = outputs_.Offer(*alert); !status.ok()) {
    metrics_.Rejected();
    return WithHeader(Text(503, std::string(status.message())), "Retry-After", "1");
  }
  metrics_.Accepted(*alert);
  return {};
}

}  // namespace falco_run::hub
