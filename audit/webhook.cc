// SPDX-License-Identifier: Apache-2.0
#include "audit/webhook.h"

#include <string_view>
#include <utility>

namespace falco_run::audit {
namespace {

constexpr size_t kMaxBody = 12 << 20;

http::Response Text(int status, std::string text) {
  return {.status = status,
          .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
          .body = std::move(text) + "\n"};
}

bool IsJson(std::string_view type) {
  type = type.substr(0, type.find(';'));
  while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
  return type == "application/json";
}

}  // namespace

http::ServerOptions WebhookServerOptions() {
  http::ServerOptions options;
  options.max_body = kMaxBody;
  options.max_buffered = kMaxBody;
  options.max_connections = 256;
  return options;
}

Webhook::Webhook(const WebhookOptions& options, EventQueue& queue, Counters& counters)
    : path_(options.path),
      queue_(queue),
      counters_(counters),
      tokens_(options.token_file, options.token) {}

absl::StatusOr<std::unique_ptr<Webhook>> Webhook::Start(WebhookOptions options, EventQueue& queue,
                                                        Counters& counters) {
  std::unique_ptr<Webhook> webhook(new Webhook(options, queue, counters));
  if (absl::Status s = webhook->tokens_.Load(); !s.ok()) return s;
  options.server.threads = 1;  // the tokens and the splitter are one thread's
  auto server = http::Server::Start(
      std::move(options.server),
      [hook = webhook.get()](const http::Request& request) { return hook->Answer(request); });
  if (!server.ok()) return server.status();
  webhook->server_ = *std::move(server);
  return webhook;
}

http::Response Webhook::Answer(const http::Request& request) {
  const std::string_view target =
      std::string_view(request.target).substr(0, request.target.find('?'));
  if (target == "/healthz") return Text(200, "ok");
  ++counters_.requests;
  if (target != path_) return Text(404, "audit events are taken at " + path_);
  if (request.method != "POST") {
    http::Response response = Text(405, "audit events are posted");
    response.headers.push_back({"Allow", "POST"});
    return response;
  }
  if (!tokens_.Accepts(http::FindHeader(request.headers, "Authorization"))) {
    ++counters_.unauthorized;
    http::Response response = Text(401, "a bearer token is needed");
    response.headers.push_back({"WWW-Authenticate", "Bearer"});
    return response;
  }
  const std::string* type = http::FindHeader(request.headers, "Content-Type");
  if (type != nullptr && !IsJson(*type)) return Text(415, "audit events are application/json");
  return Take(request.body);
}

http::Response Webhook::Take(const std::string& body) {
  const auto overloaded = [&] {
    ++counters_.overloaded;
    http::Response response = Text(429, "too many events are waiting");
    response.headers.push_back({"Retry-After", "1"});
    return response;
  };
  if (queue_.full()) return overloaded();
  if (absl::Status s = splitter_.Split(body, split_); !s.ok()) {
    ++counters_.malformed;
    counters_.bytes += body.size();
    return Text(400, "no JSON: " + std::string(s.message()));
  }
  if (!split_.events.empty()) {
    Batch batch;
    batch.Append(body, split_);
    if (!queue_.TryPush(batch)) return overloaded();
  }
  counters_.Count(split_, body.size());
  const uint64_t refused = split_.refused();
  if (refused == 0) return Text(200, std::to_string(split_.events.size()) + " events taken");
  return Text(400, std::to_string(refused) + " events refused, " +
                       std::to_string(split_.events.size()) + " taken; " + split_.first_fault);
}

}  // namespace falco_run::audit
