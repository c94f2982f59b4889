// SPDX-License-Identifier: Apache-2.0
#include "app/metrics_ticker.h"

#include <utility>

#include "engine/format/alert_text.h"
#include "outputs/file_output.h"

namespace falco_run::app {

absl::StatusOr<std::unique_ptr<MetricsTicker>> MetricsTicker::Start(const config::Reader& reader,
                                                                    RunMetrics& metrics,
                                                                    outputs::Dispatcher& outputs) {
  const config::Reader section = reader.Section("metrics");
  if (!section.Bool("enabled")) return nullptr;
  auto ticker = std::unique_ptr<MetricsTicker>(new MetricsTicker(metrics, outputs));
  ticker->to_outputs_ = section.Bool("output_rule");
  ticker->interval_ = section.Duration("interval");
  if (ticker->interval_ < std::chrono::milliseconds(100)) {
    return absl::InvalidArgumentError(section.Name("interval") + " must be at least 100ms");
  }
  if (const std::string path = section.Text("output_file"); !path.empty()) {
    auto file = outputs::OpenFileOutput(path, true);
    if (!file.ok()) {
      return absl::Status(file.status().code(), section.Name("output_file") + ": " +
                                                    std::string(file.status().message()));
    }
    const auto json = [](const proto::Alert& alert) { return engine::AlertJson(alert); };
    ticker->file_ = std::make_unique<outputs::Dispatcher>(outputs::Renderers{json, json, true},
                                                          outputs::DispatcherOptions());
    ticker->file_->Add(*std::move(file), proto::DEBUG);
  }
  // Prometheus may be all that is wanted.
  const bool scraped = reader.Bool("webserver.prometheus_metrics_enabled");
  if (!ticker->to_outputs_ && ticker->file_ == nullptr) {
    if (scraped) return nullptr;
    return absl::InvalidArgumentError(section.Name("enabled") +
                                      ": set metrics.output_rule, metrics.output_file or "
                                      "webserver.prometheus_metrics_enabled, too");
  }
  ticker->thread_ = std::thread([t = ticker.get()] { t->Run(); });
  return ticker;
}

MetricsTicker::~MetricsTicker() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  if (file_ != nullptr) file_->Stop(std::chrono::steady_clock::now() + std::chrono::seconds(1));
}

void MetricsTicker::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!wake_.wait_for(lock, interval_, [this] { return stopping_; })) Tick();
}

void MetricsTicker::Tick() {
  const proto::Alert snapshot = metrics_.Snapshot();
  if (to_outputs_) outputs_.Push(snapshot);
  if (file_ != nullptr) file_->Push(snapshot);
}

}  // namespace falco_run::app
