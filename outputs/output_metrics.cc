// SPDX-License-Identifier: Apache-2.0
#include "outputs/output_metrics.h"

namespace falco_run::outputs {

void WriteOutputMetrics(const DispatcherStats& stats, metrics::PrometheusText& out) {
  constexpr struct {
    const char* name;
    const char* type;
    const char* help;
    uint64_t OutputStats::*figure;
  } kFamilies[] = {
      {"delivered_total", "counter", "Alerts delivered.", &OutputStats::delivered},
      {"failed_total", "counter", "Alerts refused for good, or given up.", &OutputStats::failed},
      {"dropped_total", "counter", "Alerts not taken: the queue was full.", &OutputStats::dropped},
      {"retried_total", "counter", "Tries beyond the first.", &OutputStats::retried},
      {"waiting", "gauge", "Alerts that are not delivered yet.", &OutputStats::waiting},
  };
  for (const auto& family : kFamilies) {
    out.Family(std::string("falco_run_output_") + family.name, family.type, family.help);
    for (const OutputStats& output : stats.outputs) {
      out.Sample({{"output", output.name}}, output.*family.figure);
    }
  }
}

}  // namespace falco_run::outputs
