// SPDX-License-Identifier: Apache-2.0
#include "outputs/http_bulk_sender.h"

#include <algorithm>
#include <utility>

#include "outputs/http_sender.h"

namespace falco_run::outputs {
namespace {

constexpr int kTooLarge = 413;

class HttpBulkSender : public Output {
 public:
  HttpBulkSender(HttpBulkSenderOptions options, std::unique_ptr<http::Client> client)
      : options_(std::move(options)),
        client_(std::move(client)),
        most_bytes_(options_.most_bytes) {}

  const std::string& name() const override { return options_.name; }
  size_t max_batch() const override { return options_.most_alerts; }
  void Interrupt() override { client_->Cancel(); }

  std::vector<Delivery> Deliver(std::span<const MessagePtr> batch) override {
    std::vector<http::Request> requests;
    std::vector<size_t> counts;  // of alerts in each
    for (const MessagePtr& message : batch) {
      const std::string part = options_.part(*message);
      if (requests.empty() || requests.back().body.size() + part.size() > most_bytes_) {
        requests.push_back(options_.request);
        counts.push_back(0);
      }
      requests.back().body += part;
      ++counts.back();
    }
    std::vector<Delivery> deliveries;
    const auto responses = client_->SendAll(requests);
    for (size_t i = 0; i < responses.size(); ++i) {
      for (Delivery& delivery : ResultsOf(responses[i], counts[i], requests[i].body.size())) {
        deliveries.push_back(std::move(delivery));
      }
    }
    return deliveries;
  }

 private:
  std::vector<Delivery> ResultsOf(const absl::StatusOr<http::Response>& response, size_t count,
                                  size_t bytes) {
    Delivery delivery = ToDelivery(response);
    if (delivery.status.ok()) {
      std::vector<Delivery> results = options_.results(*response, count);
      results.resize(count, {absl::UnavailableError("the answer is not about all alerts")});
      return results;
    }
    if (response.ok() && response->status == kTooLarge && count > 1) {
      most_bytes_ = std::min(most_bytes_, bytes / 2);
      delivery.status = absl::UnavailableError(delivery.status.message());
    }
    return std::vector<Delivery>(count, delivery);
  }

  const HttpBulkSenderOptions options_;
  const std::unique_ptr<http::Client> client_;
  size_t most_bytes_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Output>> MakeHttpBulkSender(HttpBulkSenderOptions options) {
  auto client = http::Client::Make(options.client);
  if (!client.ok()) return client.status();
  return std::make_unique<HttpBulkSender>(std::move(options), *std::move(client));
}

}  // namespace falco_run::outputs
