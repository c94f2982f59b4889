// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_INJECTOR_INJECTOR_METRICS_H_
#define FALCO_RUN_INJECTOR_INJECTOR_METRICS_H_

#include <cstdint>
#include <string>

#include "injector/pod_plan.h"
#include "metrics/histogram.h"

namespace falco_run::injector {

// Counts what was answered: falco_run_injector_{reviews,containers}_total{result} and
// falco_run_injector_seconds. Not thread-safe.
class InjectorMetrics {
 public:
  struct Counts {
    uint64_t injected = 0;      // reviews: a patch
    uint64_t unchanged = 0;     // a pod that has all it needs
    uint64_t not_selected = 0;  // no pod, or none of ours
    uint64_t left_alone = 0;    // no container could be wrapped
    uint64_t denied = 0;
    uint64_t refused = 0;  // no review
    uint64_t unauthorized = 0;
    uint64_t containers = 0;             // in pods that were injected
    uint64_t containers_left_alone = 0;  // of all
  };

  void Answered(const PodPlan& plan);
  void Refused() { ++counts_.refused; }
  void Unauthorized() { ++counts_.unauthorized; }
  void Took(uint64_t nanoseconds) { seconds_.Add(nanoseconds); }

  const Counts& counts() const { return counts_; }
  // The whole page.
  std::string Write() const;

 private:
  Counts counts_;
  metrics::Histogram seconds_;
};

}  // namespace falco_run::injector

#endif  // FALCO_RUN_INJECTOR_INJECTOR_METRICS_H_
