// SPDX-License-Identifier: Apache-2.0
#include "engine/describe/audit_description.h"

#include <nlohmann/json.hpp>

#include "absl/time/time.h"
#include "engine/describe/event_defaults.h"
#include "engine/describe/yaml_text.h"

namespace falco_run::engine {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kDeepest = 1000;

// A scalar as YAML means it: in quotes it is text.
Json ScalarJson(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() != "?") return text;
  if (text == "true" || text == "false") return text == "true";
  if (text == "null" || text == "~" || text.empty()) return nullptr;
  const bool number = text[0] == '-' || (text[0] >= '0' && text[0] <= '9');
  if (number && Json::accept(text)) return Json::parse(text);
  return text;
}

absl::StatusOr<Json> ToJson(const YAML::Node& node, int depth) {
  if (depth > kDeepest) return Mistake(node, "nested too deep");
  if (!node.IsDefined() || node.IsNull()) return Json();
  if (node.IsScalar()) return ScalarJson(node);
  Json json = node.IsMap() ? Json::object() : Json::array();
  if (node.IsSequence()) {
    for (const YAML::Node& item : node) {
      auto value = ToJson(item, depth + 1);
      if (!value.ok()) return value.status();
      json.push_back(*std::move(value));
    }
    return json;
  }
  for (const auto& entry : node) {
    if (!entry.first.IsScalar()) return Mistake(entry.first, "a name is expected here");
    auto value = ToJson(entry.second, depth + 1);
    if (!value.ok()) return value.status();
    json[entry.first.Scalar()] = *std::move(value);
  }
  return json;
}

uint64_t TimeOf(const Json& event, uint64_t seq) {
  absl::Time time;
  std::string error;
  const bool stated = event.is_object() && event.contains("stageTimestamp") &&
                      event["stageTimestamp"].is_string() &&
                      absl::ParseTime(absl::RFC3339_full,
                                      event["stageTimestamp"].get<std::string>(), &time, &error);
  return stated ? static_cast<uint64_t>(absl::ToUnixNanos(time)) : DefaultTime(seq);
}

void AddDefaults(uint64_t seq, Json& event) {
  const auto add = [&](const char* key, Json value) {
    if (!event.contains(key)) event[key] = std::move(value);
  };
  add("kind", "Event");
  add("apiVersion", "audit.k8s.io/v1");
  add("auditID", "event-" + std::to_string(seq));
  add("stage", "ResponseComplete");
  add("user", Json{{"username", "ann"}});
  add("responseStatus", Json{{"code", 200}});
  add("annotations", Json{{"authorization.k8s.io/decision", "allow"}});
}

}  // namespace

bool IsAuditDescription(const YAML::Node& node) {
  return node.IsMap() && (node["audit"].IsDefined() || node["auditID"].IsDefined());
}

absl::StatusOr<proto::AuditEvent> DescribeAudit(const YAML::Node& node, uint64_t seq) {
  YAML::Node described = node;
  const bool by_hand = node["audit"].IsDefined();
  if (by_hand) {
    if (node.size() > 1) return Mistake(node, "there must be nothing beside 'audit'");
    described.reset(node["audit"]);
    if (!described.IsMap()) return Mistake(described, "an audit event is a mapping");
  }
  auto json = ToJson(described, 0);
  if (!json.ok()) return json.status();
  if (by_hand) AddDefaults(seq, *json);
  proto::AuditEvent event;
  event.set_seq(seq);
  event.set_time_ns(TimeOf(*json, seq));
  event.set_json(json->dump(-1, ' ', false, Json::error_handler_t::replace));
  return event;
}

}  // namespace falco_run::engine
