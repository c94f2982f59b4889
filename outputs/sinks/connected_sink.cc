// SPDX-License-Identifier: Apache-2.0
#include "outputs/sinks/connected_sink.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace falco_run::outputs {
namespace {

class ConnectedSink : public Output {
 public:
  ConnectedSink(const SinkGlobals& globals, ConnectedSinkOptions options,
                std::unique_ptr<Dialogue> dialogue)
      : globals_(globals), options_(std::move(options)), dialogue_(std::move(dialogue)) {}
  ~ConnectedSink() override {
    if (connection_ != nullptr) dialogue_->End(*connection_);
  }

  const std::string& name() const override { return options_.name; }
  size_t max_batch() const override { return options_.max_batch; }
  void Interrupt() override { interruption_.Set(); }

  std::vector<Delivery> Deliver(std::span<const MessagePtr> batch) override {
    std::vector<Payload> alerts;
    for (const MessagePtr& message : batch) alerts.emplace_back(*message, globals_);
    const bool reused = connection_ != nullptr;
    std::vector<Delivery> results = Try(alerts);
    // The server may have closed a connection that was idle.
    if (reused && connection_ == nullptr && !results.empty() &&
        absl::IsUnavailable(results[0].status)) {
      results = Try(alerts);
    }
    return results;
  }

 private:
  std::vector<Delivery> Try(std::span<const Payload> alerts) {
    if (connection_ == nullptr) {
      auto opened = net::Connection::Open(options_.server, options_.timeout, interruption_);
      if (!opened.ok()) return AllOf(alerts.size(), opened.status());
      if (auto status = dialogue_->Begin(**opened); !status.ok()) {
        return AllOf(alerts.size(), status);
      }
      connection_ = *std::move(opened);
    }
    std::vector<Delivery> results = dialogue_->Send(*connection_, alerts);
    const bool broken = std::any_of(results.begin(), results.end(), [](const Delivery& delivery) {
      return delivery.IsRetryable() || absl::IsCancelled(delivery.status);
    });
    if (broken) {
      connection_.reset();
    } else if (!dialogue_->keeps_connection()) {
      dialogue_->End(*connection_);
      connection_.reset();
    }
    return results;
  }

  const SinkGlobals& globals_;
  const ConnectedSinkOptions options_;
  const std::unique_ptr<Dialogue> dialogue_;
  net::Interruption interruption_;
  std::unique_ptr<net::Connection> connection_;
};

}  // namespace

std::unique_ptr<Output> MakeConnectedSink(const SinkContext& context, ConnectedSinkOptions options,
                                          std::unique_ptr<Dialogue> dialogue) {
  return std::make_unique<ConnectedSink>(context.globals, std::move(options), std::move(dialogue));
}

std::vector<Delivery> AllOf(size_t count, const absl::Status& status) {
  return std::vector<Delivery>(count, Delivery{status});
}

std::string Slug(std::string_view text) {
  std::string slug;
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (u < 128 && std::isalnum(u) != 0) {
      slug += static_cast<char>(std::tolower(u));
    } else if (!slug.empty() && !slug.ends_with('_')) {
      slug += '_';
    }
  }
  if (slug.ends_with('_')) slug.pop_back();
  return slug;
}

}  // namespace falco_run::outputs
