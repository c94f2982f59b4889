// SPDX-License-Identifier: Apache-2.0
#include "injector/injector.h"

#include <chrono>
#include <string_view>
#include <utility>

#include "injector/pod_plan.h"
#include "injector/review.h"
#include "json/utf8.h"
#include "metrics/prometheus_text.h"

namespace falco_run::injector {
namespace {

constexpr size_t kMaxBody = 8 << 20;
// Of a review. Pods have some hundred values, at a depth of some ten.
constexpr json::Limits kLimits = {.size = kMaxBody, .values = 1 << 18, .depth = 200};

http::Response Text(int status, std::string text) {
  return {.status = status,
          .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
          .body = std::move(text) + "\n"};
}

http::Response With(http::Response response, std::string name, std::string value) {
  response.headers.push_back({std::move(name), std::move(value)});
  return response;
}

bool IsJson(const std::string* type) {
  return type == nullptr ||
         std::string_view(*type).substr(0, type->find(';')) == "application/json";
}

}  // namespace

http::ServerOptions InjectorServerOptions() {
  http::ServerOptions options;
  options.max_body = kMaxBody;
  options.max_buffered = 2 * kMaxBody;
  options.max_connections = 256;
  return options;
}

Injector::Injector(InjectorOptions options)
    : options_(std::move(options)),
      tokens_(options_.token_file, options_.token),
      document_(kLimits) {}

absl::StatusOr<std::unique_ptr<Injector>> Injector::Start(InjectorOptions options) {
  options.server.threads = 1;  // tokens, document and metrics are one thread's
  std::unique_ptr<Injector> injector(new Injector(std::move(options)));
  if (absl::Status s = injector->tokens_.Load(); !s.ok()) return s;
  auto server = http::Server::Start(
      injector->options_.server,
      [self = injector.get()](const http::Request& request) { return self->Answer(request); });
  if (!server.ok()) return server.status();
  injector->server_ = *std::move(server);
  return injector;
}

http::Response Injector::Answer(const http::Request& request) {
  const std::string_view path =
      std::string_view(request.target).substr(0, request.target.find('?'));
  if (path == "/healthz") return Text(200, "ok");
  if (path == "/metrics") {
    return {.headers = {{"Content-Type", metrics::PrometheusText::kContentType}},
            .body = metrics_.Write()};
  }
  if (path != "/mutate") return Text(404, "reviews are taken at /mutate");
  if (request.method != "POST") return With(Text(405, "reviews are posted"), "Allow", "POST");
  if (!tokens_.Accepts(http::FindHeader(request.headers, "Authorization"))) {
    metrics_.Unauthorized();
    return With(Text(401, "a bearer token is needed"), "WWW-Authenticate", "Bearer");
  }
  if (!IsJson(http::FindHeader(request.headers, "Content-Type"))) {
    metrics_.Refused();
    return Text(415, "reviews are application/json");
  }
  const auto began = std::chrono::steady_clock::now();
  http::Response response = Take(request.body);
  metrics_.Took(static_cast<uint64_t>(
      std::chrono::nanoseconds(std::chrono::steady_clock::now() - began).count()));
  return response;
}

http::Response Injector::Take(const std::string& body) {
  const auto refuse = [&](std::string why) {
    metrics_.Refused();
    return Text(400, std::move(why));
  };
  if (!json::IsUtf8(body)) return refuse("the body is not UTF-8");
  if (absl::Status s = document_.Parse(body); !s.ok()) {
    return refuse("no JSON: " + std::string(s.message()));
  }
  const auto review = ReadReview(document_.root());
  if (!review.ok()) return refuse(std::string(review.status().message()));
  PodPlan plan;
  plan.selected = false;
  if (review->pod) {
    auto planned = PlanPod(review->pod, options_.pods);
    if (!planned.ok()) return refuse("request.object: " + std::string(planned.status().message()));
    plan = *std::move(planned);
  }
  metrics_.Answered(plan);
  for (const std::string& note : Notes(*review, plan)) options_.on_note(note);
  return {.headers = {{"Content-Type", "application/json"}}, .body = WriteReview(*review, plan)};
}

}  // namespace falco_run::injector
