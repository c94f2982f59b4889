// SPDX-License-Identifier: Apache-2.0
#include "injector/injector_metrics.h"

#include "metrics/prometheus_text.h"

namespace falco_run::injector {

void InjectorMetrics::Answered(const PodPlan& plan) {
  counts_.containers_left_alone += plan.left_alone.size();
  if (!plan.selected) {
    ++counts_.not_selected;
  } else if (plan.denied) {
    ++counts_.denied;
  } else if (plan.injected.empty()) {
    ++(plan.left_alone.empty() ? counts_.unchanged : counts_.left_alone);
  } else if (plan.patch.empty()) {
    ++counts_.unchanged;
  } else {
    ++counts_.injected;
    counts_.containers += plan.injected.size();
  }
}

std::string InjectorMetrics::Write() const {
  metrics::PrometheusText text;
  text.Family("falco_run_injector_reviews_total", "counter", "Admission reviews answered.");
  text.Sample({{"result", "injected"}}, counts_.injected);
  text.Sample({{"result", "unchanged"}}, counts_.unchanged);
  text.Sample({{"result", "not_selected"}}, counts_.not_selected);
  text.Sample({{"result", "left_alone"}}, counts_.left_alone);
  text.Sample({{"result", "denied"}}, counts_.denied);
  text.Sample({{"result", "refused"}}, counts_.refused);
  text.Sample({{"result", "unauthorized"}}, counts_.unauthorized);
  text.Family("falco_run_injector_containers_total", "counter", "Containers in those pods.");
  text.Sample({{"result", "injected"}}, counts_.containers);
  text.Sample({{"result", "left_alone"}}, counts_.containers_left_alone);
  text.Family("falco_run_injector_seconds", "histogram", "Time to answer a review.");
  seconds_.Write(text);
  return text.Take();
}

}  // namespace falco_run::injector
