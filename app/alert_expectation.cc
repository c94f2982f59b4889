// SPDX-License-Identifier: Apache-2.0
#include "app/alert_expectation.h"

#include "engine/describe/yaml_text.h"
#include "engine/loader/priority.h"

namespace falco_run::app {
namespace {

using engine::Mistake;
using engine::YamlEntry;
using nlohmann::json;

absl::Status SetPattern(const YAML::Node& node, AlertExpectation& out) {
  auto text = engine::ReadText(node);
  if (!text.ok()) return text.status();
  auto pattern = std::make_shared<re2::RE2>(*text, re2::RE2::Quiet);
  if (!pattern->ok()) return Mistake(node, "wrong regular expression: " + pattern->error());
  out.pattern = std::move(pattern);
  return absl::OkStatus();
}

absl::Status SetPriority(const YAML::Node& node, AlertExpectation& out) {
  auto text = engine::ReadText(node);
  if (!text.ok()) return text.status();
  const auto priority = engine::ParsePriority(*text);
  if (!priority) return Mistake(node, "unknown priority '" + *text + "'");
  out.priority = engine::PriorityName(*priority);
  return absl::OkStatus();
}

absl::Status SetFields(const YAML::Node& node, AlertExpectation& out) {
  auto entries = engine::ReadEntries(node, "output_fields");
  if (!entries.ok()) return entries.status();
  for (const YamlEntry& entry : *entries) {
    if (entry.value.IsNull()) {
      out.fields[entry.name] = "null";
      continue;
    }
    auto text = engine::ReadText(entry.value);
    if (!text.ok()) return text.status();
    out.fields[entry.name] = *text;
  }
  return absl::OkStatus();
}

absl::Status SetKey(const YamlEntry& entry, AlertExpectation& out) {
  if (entry.name == "output_matches") return SetPattern(entry.value, out);
  if (entry.name == "priority") return SetPriority(entry.value, out);
  if (entry.name == "output_fields") return SetFields(entry.value, out);
  if (entry.name == "count") {
    auto count = engine::ReadInteger(entry.value);
    if (!count.ok()) return count.status();
    if (*count < 1) return Mistake(entry.value, "count must be 1 or more; [] expects no alert");
    out.count = static_cast<size_t>(*count);
    return absl::OkStatus();
  }
  if (entry.name != "rule" && entry.name != "output") {
    return engine::UnknownKey(
        entry, {"rule", "priority", "output", "output_matches", "output_fields", "count"});
  }
  auto text = engine::ReadText(entry.value);
  if (!text.ok()) return text.status();
  (entry.name == "rule" ? out.rule : out.output) = *text;
  return absl::OkStatus();
}

absl::StatusOr<AlertExpectation> ReadOne(const YAML::Node& node) {
  AlertExpectation out;
  out.mark = node.Mark();
  if (node.IsScalar()) {
    out.rule = node.Scalar();
    return out;
  }
  auto entries = engine::ReadEntries(node, "an expected alert");
  if (!entries.ok()) return entries.status();
  for (const YamlEntry& entry : *entries) {
    if (absl::Status s = SetKey(entry, out); !s.ok()) return s;
  }
  if (out.rule.empty()) return Mistake(node, "an expected alert needs the name of its rule");
  return out;
}

std::string FieldText(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

absl::StatusOr<std::vector<AlertExpectation>> ReadExpectations(const YAML::Node& node) {
  std::vector<AlertExpectation> out;
  if (node.IsSequence()) {
    for (const YAML::Node& item : node) {
      auto one = ReadOne(item);
      if (!one.ok()) return one.status();
      out.push_back(*std::move(one));
    }
    return out;
  }
  auto one = ReadOne(node);
  if (!one.ok()) return one.status();
  out.push_back(*std::move(one));
  return out;
}

bool Meets(const json& alert, const AlertExpectation& e) {
  if (alert.value("rule", "") != e.rule) return false;
  if (!e.priority.empty() && alert.value("priority", "") != e.priority) return false;
  const std::string output = alert.value("output", "");
  if (output.find(e.output) == output.npos) return false;
  if (e.pattern && !re2::RE2::PartialMatch(output, *e.pattern)) return false;
  const json fields = alert.value("output_fields", json::object());
  for (const auto& [name, text] : e.fields) {
    if (!fields.contains(name) || FieldText(fields[name]) != text) return false;
  }
  return true;
}

Mismatch Compare(const std::vector<AlertExpectation>& expected, const std::vector<json>& alerts) {
  Mismatch mismatch;
  for (const AlertExpectation& e : expected) {
    size_t n = 0;
    for (const json& alert : alerts) n += Meets(alert, e) ? 1 : 0;
    if (n == 0) {
      mismatch.missing.push_back(&e);
    } else if (e.count && n != *e.count) {
      mismatch.counts.push_back(Describe(e) + ": " + std::to_string(n) + " alerts, expected " +
                                std::to_string(*e.count));
    }
  }
  for (const json& alert : alerts) {
    bool met = false;
    for (const AlertExpectation& e : expected) met = met || Meets(alert, e);
    if (!met) mismatch.unexpected.push_back(&alert);
  }
  return mismatch;
}

std::string Describe(const AlertExpectation& e) {
  std::string out = e.rule;
  if (!e.priority.empty()) out += " (" + e.priority + ")";
  if (!e.output.empty()) out += ", output with '" + e.output + "'";
  if (e.pattern) out += ", output matching '" + e.pattern->pattern() + "'";
  for (const auto& [name, text] : e.fields) out += ", " + name + "=" + text;
  return out;
}

}  // namespace falco_run::app
