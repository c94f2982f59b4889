// SPDX-License-Identifier: Apache-2.0
// Prometheus' Alertmanager: https://prometheus.io/docs/alerting/latest/alerts_api/
#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/numbers.h"
#include "outputs/sinks/all.h"
#include "outputs/sinks/labels.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;
using Texts = std::map<std::string, std::string>;

struct Settings {
  uint64_t expires_ns = 0;
  Texts labels, annotations;
  std::map<proto::Priority, std::string> severities;
  proto::Priority drop_priority = proto::CRITICAL;
  std::map<int64_t, proto::Priority, std::greater<>> drop_thresholds;
};

config::Keys Keys() {
  return {
      {.path = "hostport", .help = "http://HOST:PORT; empty: no Alertmanager."},
      {.path = "endpoint", .initial = "/api/v2/alerts", .help = "Where alerts are posted."},
      {.path = "expiresafter",
       .type = config::Type::kDuration,
       .initial = "0",
       .help = "When an alert ends, in seconds from its time; 0: Alertmanager's own time."},
      {.path = "extralabels", .type = config::Type::kTextMap, .help = "Labels to add."},
      {.path = "extraannotations", .type = config::Type::kTextMap, .help = "Annotations to add."},
      {.path = "customseveritymap",
       .type = config::Type::kTextMap,
       .help = "priority:severity, instead of critical (critical and above), warning (error, "
               "warning), information."},
      {.path = "dropeventdefaultpriority",
       .initial = "critical",
       .help = "Least priority of an alert that says that events were dropped."},
      {.path = "dropeventthresholds",
       .type = config::Type::kTextMap,
       .initial = "10000:critical, 1000:critical, 100:critical, 10:warning, 1:warning",
       .help = "NUMBER:priority, the least priority for more dropped events than NUMBER."},
      CustomHeadersKey(),
  };
}

absl::StatusOr<Settings> Read(const config::Reader& section) {
  Settings settings;
  const auto expires = section.Duration("expiresafter", std::chrono::seconds(1));
  settings.expires_ns = static_cast<uint64_t>(expires.count()) * 1'000'000;
  settings.labels = section.TextMap("extralabels");
  settings.annotations = section.TextMap("extraannotations");
  const auto wrong = [&](const char* key, const std::string& text) {
    return absl::InvalidArgumentError(std::string(key) + ": '" + text + "' is no priority");
  };
  for (const auto& [name, severity] : section.TextMap("customseveritymap")) {
    const auto level = ParseLevel(name);
    if (!level) return wrong("customseveritymap", name);
    settings.severities[*level] = severity;
  }
  const std::string least = TextOr(section, "dropeventdefaultpriority", "critical");
  if (!ParseLevel(least)) return wrong("dropeventdefaultpriority", least);
  settings.drop_priority = *ParseLevel(least);
  for (const auto& [number, name] : section.TextMap("dropeventthresholds")) {
    int64_t threshold = 0;
    if (!absl::SimpleAtoi(number, &threshold)) {
      return absl::InvalidArgumentError("dropeventthresholds: '" + number + "' is no number");
    }
    const auto priority = ParseLevel(name);
    if (!priority) return wrong("dropeventthresholds", name);
    settings.drop_thresholds[threshold] = *priority;
  }
  return settings;
}

std::string DefaultSeverity(proto::Priority level) {
  if (level <= proto::CRITICAL) return "critical";
  return level <= proto::WARNING ? "warning" : "information";
}

// A count as a label: coarse, so that alerts of the same kind stay one. Raises the priority.
std::string DropLabel(const std::string& text, const Settings& settings, proto::Priority& level) {
  int64_t count = 0;
  if (!absl::SimpleAtoi(text, &count)) return text;
  const auto at_least = [&](proto::Priority least) { level = std::min(level, least); };
  if (count == 0) at_least(proto::WARNING);
  if (count == 0) return "0";
  for (const auto& [threshold, priority] : settings.drop_thresholds) {
    if (count <= threshold) continue;
    at_least(priority);
    return ">" + std::to_string(threshold);
  }
  at_least(settings.drop_priority);
  return text;
}

Json Body(const Payload& alert, const Settings& settings) {
  Texts labels;
  proto::Priority level = alert.level;
  for (const Payload::Field& field : alert.fields) {
    if (field.name.starts_with("n_evts")) continue;
    const bool drops = field.name.starts_with("n_drop");
    labels[SafeLabel(field.name)] = drops ? DropLabel(field.text, settings, level) : field.text;
  }
  labels["source"] = "falco";
  labels["rule"] = alert.rule;
  labels["eventsource"] = alert.source;
  if (!alert.hostname.empty()) labels["hostname"] = alert.hostname;
  if (!alert.tags.empty()) labels["tags"] = alert.JoinedTags(",");
  labels["priority"] = PriorityName(level);
  const auto it = settings.severities.find(level);
  labels["severity"] = it != settings.severities.end() ? it->second : DefaultSeverity(level);
  for (const auto& [name, value] : settings.labels) labels[SafeLabel(name)] = value;
  labels.emplace("alertname", alert.rule);
  Texts annotations = {
      {"info", alert.output}, {"description", alert.output}, {"summary", alert.rule}};
  for (const auto& [name, value] : settings.annotations) annotations[SafeLabel(name)] = value;
  Json json = {{"labels", labels}, {"annotations", annotations}, {"startsAt", alert.time}};
  if (settings.expires_ns != 0) json["endsAt"] = Rfc3339(alert.time_ns + settings.expires_ns);
  return Json::array({std::move(json)});
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const std::string host = context.section.Text("hostport");
  if (host.empty()) return nullptr;
  if (host.find(',') != std::string::npos) {
    return absl::InvalidArgumentError("hostport: one Alertmanager only, without a comma");
  }
  auto settings = Read(context.section);
  if (!settings.ok()) return settings.status();
  PostOptions options;
  options.name = "alertmanager";
  options.url = JoinUrl(host, TextOr(context.section, "endpoint", "/api/v2/alerts"));
  options.body = [settings = *std::move(settings)](const Payload& alert) {
    return Dump(Body(alert, settings));
  };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink AlertmanagerSink() { return {"alertmanager", Keys, Make}; }

}  // namespace falco_run::outputs
