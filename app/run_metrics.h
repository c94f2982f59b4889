// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_RUN_METRICS_H_
#define FALCO_RUN_APP_RUN_METRICS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "app/engine_sink.h"
#include "app/rules_source.h"
#include "config/reader.h"
#include "metrics/host.h"
#include "outputs/dispatcher.h"
#include "proto/alert.pb.h"
#include "tracer/backend.h"

namespace falco_run::app {

// Which figures there are: metrics.*_enabled and so on.
struct MetricsOptions {
  bool rules_counters = true;
  bool resource_utilization = true;
  bool state_counters = true;
  bool kernel_event_counters = true;
  bool megabytes = true;      // convert_memory_to_mb, of snapshots
  bool empty_values = false;  // include_empty_values
};
MetricsOptions ReadMetricsOptions(const config::Reader& reader);

// The figures of a run under Falco's names, for Prometheus and as snapshots; with figures of our
// own as falco_run_*. Thread-safe but for Snapshot().
class RunMetrics {
 public:
  struct Parts {
    MetricsOptions options;
    std::vector<std::string> config_files;  // that were read
    std::vector<RulesText> rules_files;
    std::vector<std::string> rules;  // names of those enabled
    const EngineSink* sink;          // none is owned
    const outputs::Dispatcher* outputs;
    std::function<tracer::BackendStats()> backend;
  };

  explicit RunMetrics(Parts parts);

  std::string WritePrometheus() const;

  // The same as one JSON object, for `falco-run top`; TopStatus in app/top_status.h reads it.
  std::string WriteStatus() const;

  // An alert of the rule "Falco internal: metrics snapshot". Rates are since the last one.
  proto::Alert Snapshot();

 private:
  using Hashes = std::vector<std::pair<std::string, std::string>>;  // file name, SHA-256

  const Parts parts_;
  const metrics::Host host_;
  const uint64_t start_ns_;
  Hashes rules_hashes_;
  Hashes config_hashes_;
  uint64_t snapshot_ns_;  // of the last
  uint64_t snapshot_events_ = 0;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_RUN_METRICS_H_
