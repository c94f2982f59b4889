// SPDX-License-Identifier: Apache-2.0
#include "hub/hub_metrics.h"

#include <string_view>
#include <utility>

#include "engine/loader/priority.h"
#include "metrics/prometheus_text.h"
#include "outputs/output_metrics.h"

namespace falco_run::hub {
namespace {

using metrics::Labels;
using metrics::PrometheusText;

constexpr std::string_view kAlertLabels[] = {
    "hostname", "rule", "priority", "priority_raw", "source", "k8s_ns_name", "k8s_pod_name"};

// Falco's names of fields may have been replaced on the way.
std::string FieldOf(const proto::Alert& alert, std::string_view name) {
  for (const proto::OutputField& field : alert.output_fields()) {
    if (field.name() != name && metrics::LabelName(field.name()) != metrics::LabelName(name)) {
      continue;
    }
    switch (field.value_case()) {
      case proto::OutputField::kText:
        return field.text();
      case proto::OutputField::kNumber:
        return std::to_string(field.number());
      case proto::OutputField::kUnsignedNumber:
        return std::to_string(field.unsigned_number());
      case proto::OutputField::kBoolean:
        return field.boolean() ? "true" : "false";
      default:
        return "";
    }
  }
  return "";
}

// Falcosidekick counts from 1, Debug, to 8, Emergency.
std::string RawPriority(proto::Priority priority) {
  return std::to_string(8 - static_cast<int>(priority));
}

}  // namespace

HubMetrics::HubMetrics(std::vector<std::string> extra_fields,
                       std::map<std::string, std::string> custom_fields)
    : extra_fields_(std::move(extra_fields)), custom_fields_(std::move(custom_fields)) {}

void HubMetrics::Accepted(const proto::Alert& alert) {
  Values values = {alert.hostname(),
                   alert.rule(),
                   std::string(engine::PriorityName(alert.priority())),
                   RawPriority(alert.priority()),
                   alert.source(),
                   FieldOf(alert, "k8s.ns.name"),
                   FieldOf(alert, "k8s.pod.name")};
  for (const auto& [name, value] : custom_fields_) values.push_back(value);
  for (const std::string& name : extra_fields_) values.push_back(FieldOf(alert, name));
  const std::lock_guard<std::mutex> lock(mutex_);
  ++accepted_;
  auto it = events_.find(values);
  if (it == events_.end()) {
    if (events_.size() >= kMostSeries) values.assign(values.size(), "(others)");
    it = events_.emplace(std::move(values), 0).first;
  }
  ++it->second;
}

void HubMetrics::Rejected() {
  const std::lock_guard<std::mutex> lock(mutex_);
  ++rejected_;
}

std::string HubMetrics::Write(const outputs::DispatcherStats& outputs) const {
  PrometheusText text;
  const std::lock_guard<std::mutex> lock(mutex_);
  text.Family("falcosecurity_falcosidekick_falco_events_total", "counter", "Alerts received.");
  for (const auto& [values, count] : events_) {
    Labels labels;
    size_t i = 0;
    for (const std::string_view name : kAlertLabels) labels.emplace_back(name, values[i++]);
    for (const auto& [name, value] : custom_fields_) labels.emplace_back(name, values[i++]);
    for (const std::string& name : extra_fields_) labels.emplace_back(name, values[i++]);
    text.Sample(labels, count);
  }
  text.Family("falcosecurity_falcosidekick_inputs_total", "counter", "Requests received.");
  text.Sample({{"source", "requests"}, {"status", "accepted"}}, accepted_);
  text.Sample({{"source", "requests"}, {"status", "rejected"}}, rejected_);
  text.Family("falcosecurity_falcosidekick_outputs_total", "counter", "Alerts for outputs.");
  for (const outputs::OutputStats& output : outputs.outputs) {
    text.Sample({{"destination", output.name}, {"status", "ok"}}, output.delivered);
    text.Sample({{"destination", output.name}, {"status", "error"}}, output.failed);
  }
  outputs::WriteOutputMetrics(outputs, text);
  return text.Take();
}

}  // namespace falco_run::hub
