// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_METRICS_TICKER_H_
#define FALCO_RUN_APP_METRICS_TICKER_H_

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "app/run_metrics.h"
#include "config/reader.h"
#include "outputs/output.h"

namespace falco_run::app {

// Takes a snapshot of the metrics each metrics.interval, on a thread of its own, and hands it to
// the outputs (metrics.output_rule) and to a file (metrics.output_file).
class MetricsTicker {
 public:
  // nullptr: it is not configured. Errors name the key. Neither is owned.
  static absl::StatusOr<std::unique_ptr<MetricsTicker>> Start(const config::Reader& reader,
                                                              RunMetrics& metrics,
                                                              outputs::Dispatcher& outputs);
  ~MetricsTicker();

 private:
  MetricsTicker(RunMetrics& metrics, outputs::Dispatcher& outputs)
      : metrics_(metrics), outputs_(outputs) {}

  void Run();
  void Tick();

  RunMetrics& metrics_;
  outputs::Dispatcher& outputs_;
  bool to_outputs_ = false;
  std::unique_ptr<outputs::Dispatcher> file_;
  std::chrono::milliseconds interval_{0};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_METRICS_TICKER_H_
