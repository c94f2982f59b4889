// SPDX-License-Identifier: Apache-2.0
#include "metrics/histogram.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <string>

namespace falco_run::metrics {
namespace {

std::string Seconds(uint64_t microseconds) {
  char text[40];
  const double seconds = static_cast<double>(microseconds) / 1e6;
  return {text, std::to_chars(text, text + sizeof text, seconds).ptr};
}

}  // namespace

void Histogram::Add(uint64_t nanoseconds) {
  const uint64_t us = (nanoseconds + 999) / 1000;
  const int bucket = us <= 1 ? 0 : std::bit_width(us - 1);
  counts_[static_cast<size_t>(std::min(bucket, kBuckets))].fetch_add(1, std::memory_order_relaxed);
  sum_ns_.fetch_add(nanoseconds, std::memory_order_relaxed);
}

void Histogram::Write(PrometheusText& out) const {
  uint64_t count = 0;
  for (int i = 0; i <= kBuckets; ++i) {
    count += counts_[static_cast<size_t>(i)].load(std::memory_order_relaxed);
    out.Sample({{"le", i == kBuckets ? "+Inf" : Seconds(uint64_t{1} << i)}}, count, "_bucket");
  }
  out.Sample({}, static_cast<double>(sum_ns_.load(std::memory_order_relaxed)) / 1e9, "_sum");
  out.Sample({}, count, "_count");
}

uint64_t Histogram::count() const {
  uint64_t count = 0;
  for (const auto& bucket : counts_) count += bucket.load(std::memory_order_relaxed);
  return count;
}

uint64_t Histogram::Quantile(double p) const {
  const auto wanted = p * static_cast<double>(count());
  uint64_t count = 0;
  for (int i = 0; i < kBuckets; ++i) {
    count += counts_[static_cast<size_t>(i)].load(std::memory_order_relaxed);
    if (static_cast<double>(count) >= wanted) return uint64_t{1} << i;
  }
  return uint64_t{1} << kBuckets;
}

}  // namespace falco_run::metrics
