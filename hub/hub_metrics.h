// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HUB_HUB_METRICS_H_
#define FALCO_RUN_HUB_HUB_METRICS_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "outputs/dispatcher.h"
#include "proto/alert.pb.h"

namespace falco_run::hub {

// Counts what was received and delivered under Falcosidekick's names:
// falcosecurity_falcosidekick_{falco_events,inputs,outputs}_total. Thread-safe.
class HubMetrics {
 public:
  // Alerts with more different labels than this are counted together.
  static constexpr size_t kMostSeries = 10'000;

  // `extra_fields` become labels: prometheus.extralabels and the custom fields. `custom_fields`
  // are added to every alert by the sinks.
  HubMetrics(std::vector<std::string> extra_fields,
             std::map<std::string, std::string> custom_fields);

  void Accepted(const proto::Alert& alert);
  void Rejected();

  // The whole page.
  std::string Write(const outputs::DispatcherStats& outputs) const;

 private:
  using Values = std::vector<std::string>;

  const std::vector<std::string> extra_fields_;
  const std::map<std::string, std::string> custom_fields_;
  mutable std::mutex mutex_;
  std::map<Values, uint64_t> events_;
  uint64_t accepted_ = 0;
  uint64_t rejected_ = 0;
};

}  // namespace falco_run::hub

#endif  // FALCO_RUN_HUB_HUB_METRICS_H_
