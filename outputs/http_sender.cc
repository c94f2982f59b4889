// SPDX-License-Identifier: Apache-2.0
#include "outputs/http_sender.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "config/scalar.h"

namespace falco_run::outputs {
namespace {

class HttpSender : public Output {
 public:
  HttpSender(HttpSenderOptions options, std::unique_ptr<http::Client> client)
      : options_(std::move(options)), client_(std::move(client)) {}

  const std::string& name() const override { return options_.name; }
  // Enough that no connection waits for the next batch for long.
  size_t max_batch() const override {
    const auto connections = static_cast<size_t>(std::max(options_.client.connections, 1));
    return connections == 1 ? 1 : connections * 16;
  }
  void Interrupt() override { client_->Cancel(); }

  std::vector<Delivery> Deliver(std::span<const MessagePtr> batch) override {
    std::vector<http::Request> requests;
    for (const MessagePtr& message : batch) {
      requests.push_back(options_.make_request(*message));
      requests.back().headers.push_back({"Idempotency-Key", message->alert().id()});
    }
    std::vector<Delivery> deliveries;
    for (const auto& response : client_->SendAll(requests)) {
      if (response.ok() && response->status == options_.duplicate_status) {
        deliveries.push_back({absl::OkStatus()});
        continue;
      }
      deliveries.push_back(ToDelivery(response));
      if (options_.check && deliveries.back().status.ok()) {
        deliveries.back().status = options_.check(*response);
      }
    }
    return deliveries;
  }

 private:
  const HttpSenderOptions options_;
  const std::unique_ptr<http::Client> client_;
};

// The beginning of a body, on one line: what services say of their refusal.
std::string Excerpt(std::string_view body) {
  constexpr size_t kMost = 200;
  std::string text(body.substr(0, kMost));
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 127; }, ' ');
  return text;
}

}  // namespace

Delivery ToDelivery(const absl::StatusOr<http::Response>& response) {
  if (!response.ok()) {
    // A certificate can be renewed, a server mended, while we try again.
    if (absl::IsFailedPrecondition(response.status()) || absl::IsInternal(response.status())) {
      return {absl::UnavailableError(response.status().message())};
    }
    return {response.status()};
  }
  const int status = response->status;
  if (status / 100 == 2) return {absl::OkStatus()};
  std::string text = "HTTP status " + std::to_string(status);
  if (!response->body.empty()) text += ": " + Excerpt(response->body);
  if (status / 100 != 5 && status != 408 && status != 425 && status != 429) {
    return {absl::PermissionDeniedError(text)};
  }
  Delivery delivery = {absl::UnavailableError(text)};
  if (const std::string* after = http::FindHeader(response->headers, "Retry-After")) {
    // Seconds; the other form, a date, is left to the back-off.
    if (const auto wait = config::ParseDuration(*after, std::chrono::seconds(1))) {
      delivery.retry_after = *wait;
    }
  }
  return delivery;
}

absl::StatusOr<std::unique_ptr<Output>> MakeHttpSender(HttpSenderOptions options) {
  auto client = http::Client::Make(options.client);
  if (!client.ok()) return client.status();
  return std::make_unique<HttpSender>(std::move(options), *std::move(client));
}

}  // namespace falco_run::outputs
