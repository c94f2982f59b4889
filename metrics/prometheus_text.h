// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_METRICS_PROMETHEUS_TEXT_H_
#define FALCO_RUN_METRICS_PROMETHEUS_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace falco_run::metrics {

using Labels = std::vector<std::pair<std::string, std::string>>;

// Writes figures in Prometheus's text exposition format 0.0.4
// (https://prometheus.io/docs/instrumenting/exposition_formats/).
//
//   PrometheusText text;
//   text.Family("http_requests_total", "counter", "Requests answered.");
//   text.Sample({{"code", "200"}}, 1027);
//   Answer(PrometheusText::kContentType, text.Take());
class PrometheusText {
 public:
  static constexpr char kContentType[] = "text/plain; version=0.0.4; charset=utf-8";

  // Samples that follow belong to it. `type`: counter, gauge, histogram.
  void Family(std::string_view name, std::string_view type, std::string_view help);

  // Letters that a label's name may not have become '_'; values may be any bytes.
  void Sample(const Labels& labels, uint64_t value, std::string_view suffix = "");
  void Sample(const Labels& labels, double value, std::string_view suffix = "");

  // A family with one sample.
  template <typename T>
  void Single(std::string_view name, std::string_view type, std::string_view help, T value,
              const Labels& labels = {}) {
    Family(name, type, help);
    Sample(labels, value);
  }

  std::string Take() { return std::move(out_); }

 private:
  void Begin(const Labels& labels, std::string_view suffix);

  std::string family_;
  std::string out_;
};

// The nearest name that a label may have: "proc.name" becomes "proc_name", "" becomes "_".
std::string LabelName(std::string_view name);

}  // namespace falco_run::metrics

#endif  // FALCO_RUN_METRICS_PROMETHEUS_TEXT_H_
