// SPDX-License-Identifier: Apache-2.0
#include "app/config.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <functional>
#include <map>
#include <string_view>

#include "engine/loader/priority.h"

namespace falco_run::app {
namespace {

std::string Lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return out;
}

absl::Status Wrong(const std::string& what) { return absl::InvalidArgumentError(what); }

// Setters answer with the reason why a value does not fit.
using Setter = std::function<absl::Status(Config&, const std::string&)>;

absl::Status ParseBool(const std::string& text, bool& out) {
  const std::string value = Lower(text);
  if (value != "true" && value != "false") return Wrong("is true or false");
  out = value == "true";
  return absl::OkStatus();
}

Setter Bool(bool Config::*member) {
  return [member](Config& c, const std::string& text) { return ParseBool(text, c.*member); };
}

absl::Status SetPriority(Config& c, const std::string& text) {
  const auto priority = engine::ParsePriority(text);
  if (!priority) {
    return Wrong("is emergency, alert, critical, error, warning, notice, informational or debug");
  }
  c.priority = *priority;
  return absl::OkStatus();
}

absl::Status SetMatching(Config& c, const std::string& text) {
  if (text != "first" && text != "all") return Wrong("is first or all");
  c.rule_matching_all = text == "all";
  return absl::OkStatus();
}

absl::Status SetCapacity(Config& c, const std::string& text) {
  size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return Wrong("is a number");
  c.outputs_queue_capacity = value == 0 ? static_cast<size_t>(-1) : value;
  return absl::OkStatus();
}

Setter Toggle(bool enable, bool by_tag) {
  return [=](Config& c, const std::string& text) {
    c.rules.push_back({enable, by_tag ? "" : text, by_tag ? text : ""});
    return absl::OkStatus();
  };
}

// `set` stores the value in a Container.
template <typename F>
Setter ContainerText(F set) {
  return [set](Config& c, const std::string& text) {
    if (!c.container) c.container.emplace();
    set(*c.container, text);
    return absl::OkStatus();
  };
}

const std::map<std::string, Setter>& Setters() {
  static const auto* const setters = new std::map<std::string, Setter>{
      {"json_output", Bool(&Config::json_output)},
      {"json_include_output_property", Bool(&Config::json_include_output_property)},
      {"json_include_message_property", Bool(&Config::json_include_message_property)},
      {"json_include_output_fields_property", Bool(&Config::json_include_output_fields_property)},
      {"json_include_tags_property", Bool(&Config::json_include_tags_property)},
      {"time_format_iso_8601", Bool(&Config::time_format_iso_8601)},
      {"priority", SetPriority},
      {"rule_matching", SetMatching},
      {"outputs_queue.capacity", SetCapacity},
      {"append_output.suggested_output",
       [](Config& c, const std::string& text) {
         bool value = false;
         const absl::Status status = ParseBool(text, value);
         if (status.ok()) c.suggested_output = value;
         return status;
       }},
      {"rules[].disable.rule", Toggle(false, false)},
      {"rules[].disable.tag", Toggle(false, true)},
      {"rules[].enable.rule", Toggle(true, false)},
      {"rules[].enable.tag", Toggle(true, true)},
      {"container.id", ContainerText([](auto& c, const auto& v) { c.set_id(v); })},
      {"container.name", ContainerText([](auto& c, const auto& v) { c.set_name(v); })},
      {"container.image", ContainerText([](auto& c, const auto& v) { c.set_image(v); })},
      {"container.type", ContainerText([](auto& c, const auto& v) { c.set_type(v); })},
      {"k8s.pod.name", ContainerText([](auto& c, const auto& v) { c.set_pod_name(v); })},
      {"k8s.ns.name", ContainerText([](auto& c, const auto& v) { c.set_pod_namespace(v); })},
      {"k8s.pod.uid", ContainerText([](auto& c, const auto& v) { c.set_pod_uid(v); })},
  };
  return *setters;
}

}  // namespace

absl::StatusOr<Config> MakeConfig(const std::vector<std::string>& overrides) {
  Config config;
  for (const std::string& setting : overrides) {
    const size_t equals = setting.find('=');
    if (equals == std::string::npos) {
      return Wrong("-o " + setting + ": a setting has the form key=value");
    }
    const std::string key = setting.substr(0, equals);
    const auto it = Setters().find(key);
    if (it == Setters().end()) {
      std::string known;
      for (const auto& [name, setter] : Setters()) known += (known.empty() ? "" : ", ") + name;
      return Wrong("-o " + setting + ": unknown key '" + key + "'; known keys: " + known);
    }
    const absl::Status status = it->second(config, setting.substr(equals + 1));
    if (!status.ok()) {
      return Wrong("-o " + setting + ": " + key + " " + std::string(status.message()));
    }
  }
  return config;
}

}  // namespace falco_run::app
