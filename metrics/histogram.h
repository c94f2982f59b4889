// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_METRICS_HISTOGRAM_H_
#define FALCO_RUN_METRICS_HISTOGRAM_H_

#include <array>
#include <atomic>
#include <cstdint>

#include "metrics/prometheus_text.h"

namespace falco_run::metrics {

// How long something took, by powers of two from 1 us to 131 ms. Thread-safe; adding is one
// increment of an atomic and one addition.
class Histogram {
 public:
  static constexpr int kBuckets = 18;  // bucket i: at most 2^i us; beyond the last: +Inf

  void Add(uint64_t nanoseconds);

  // Samples _bucket, _sum and _count of the present family; in seconds, as Prometheus wants it.
  void Write(PrometheusText& out) const;

  uint64_t count() const;
  // The upper end, in microseconds, of the bucket that holds the part `p` (0.99) of all.
  uint64_t Quantile(double p) const;

 private:
  std::array<std::atomic<uint64_t>, kBuckets + 1> counts_{};
  std::atomic<uint64_t> sum_ns_{0};
};

}  // namespace falco_run::metrics

#endif  // FALCO_RUN_METRICS_HISTOGRAM_H_
