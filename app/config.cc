// SPDX-License-Identifier: Apache-2.0
#include "app/config.h"

#include <unistd.h>

#include <span>
#include <utility>

#include "app/append_output_config.h"
#include "app/keys.h"
#include "config/scalar.h"
#include "engine/describe/container_mount.h"
#include "engine/loader/priority.h"

namespace falco_run::app {
namespace {

using config::Reader;
using config::Value;

constexpr char kDefaultFile[] = "/etc/falco-run/falco-run.yaml";

absl::Status Wrong(const std::string& what) { return absl::InvalidArgumentError(what); }

absl::Status ReadPriority(const Reader& reader, Config& config) {
  const std::string text = reader.Text("priority");
  const auto priority = engine::ParsePriority(text);
  if (!priority) {
    return Wrong(reader.Name("priority") +
                 " must be emergency, alert, critical, error, warning, notice, informational or "
                 "debug, not '" +
                 text + "'");
  }
  config.priority = *priority;
  return absl::OkStatus();
}

// "rules": a list of {enable or disable: {rule or tag: NAME}}.
void ReadSelectors(const Reader& reader, Config& config) {
  const Value* list = reader.Find("rules");
  if (list == nullptr) return;
  for (const Value& item : list->items) {
    for (const bool enable : {true, false}) {
      const Value* toggle = item.Find(enable ? "enable" : "disable");
      if (toggle == nullptr) continue;
      if (const Value* rule = toggle->Find("rule")) {
        config.rules.push_back({enable, rule->scalar, ""});
      }
      if (const Value* tag = toggle->Find("tag")) {
        config.rules.push_back({enable, "", tag->scalar});
      }
    }
  }
}

absl::Status ReadSuggestedOutput(const Value& entry, Config& config) {
  const Value* suggested = entry.Find("suggested_output");
  if (suggested == nullptr) return absl::OkStatus();
  config.suggested_output = config::ParseBool(suggested->scalar);
  if (config.suggested_output) return absl::OkStatus();
  return Wrong(suggested->place.ToString() +
               ": append_output.suggested_output must be true or false, not " +
               suggested->Describe());
}

absl::Status ReadAppended(const Reader& reader, Config& config) {
  const Value* append = reader.Find("append_output");
  if (append == nullptr) return absl::OkStatus();
  // For all rules: says of a desk, too, that container fields are wanted.
  const auto for_all = [](const Value& entry) { return entry.Find("match") == nullptr; };
  const std::span<const Value> entries = append->IsMap() ? std::span(append, 1) : append->items;
  for (const Value& entry : entries) {
    if (!for_all(entry)) continue;
    if (const auto status = ReadSuggestedOutput(entry, config); !status.ok()) return status;
  }
  auto read = ReadAppendOutput(*append);
  if (!read.ok()) return read.status();
  for (size_t i = 0; i < read->size(); ++i) {
    if (for_all(entries[i])) (*read)[i].suggested_output = false;
  }
  config.append_output = *std::move(read);
  return absl::OkStatus();
}

void ReadRulesFiles(const Reader& reader, Config& config) {
  const char* key = reader.IsSet("rules_files") ? "rules_files" : "rules_file";
  const Value* value = reader.Find(key);
  if (value == nullptr) return;
  for (std::string& file : reader.TextList(key)) {
    if (access(file.c_str(), F_OK) == 0) config.rules_files.push_back(std::move(file));
  }
  if (!config.rules_files.empty()) return;
  config.document.warnings.push_back(value->place.ToString() + ": nothing of " + key +
                                     " exists; the shipped rules are used");
}

absl::Status ReadContainer(const Reader& reader, Config& config) {
  proto::Container container;
  container.set_id(reader.Text("container.id"));
  container.set_name(reader.Text("container.name"));
  container.set_image(reader.Text("container.image"));
  container.set_type(reader.Text("container.type"));
  container.set_pod_name(reader.Text("k8s.pod.name"));
  container.set_pod_uid(reader.Text("k8s.pod.uid"));
  container.set_pod_namespace(reader.Text("k8s.ns.name"));
  for (const std::string& text : reader.TextList("container.mounts")) {
    auto mount = engine::ParseContainerMount(text);
    if (!mount.ok())
      return Wrong(reader.Name("container.mounts") + ": " + std::string(mount.status().message()));
    *container.add_mounts() = *std::move(mount);
  }
  if (container.ByteSizeLong() != 0) config.container = std::move(container);
  return absl::OkStatus();
}

}  // namespace

Reader Config::reader() const { return {document.root, AllKeys()}; }

absl::StatusOr<Config> LoadConfig(const config::Sources& sources) {
  auto document = config::Load(sources, AllKeys());
  if (!document.ok()) return document.status();
  Config config;
  config.document = *std::move(document);
  const Reader reader = config.reader();
  config.json_output = reader.Bool("json_output");
  config.json_include_output_property = reader.Bool("json_include_output_property");
  config.json_include_message_property = reader.Bool("json_include_message_property");
  config.json_include_output_fields_property = reader.Bool("json_include_output_fields_property");
  config.json_include_tags_property = reader.Bool("json_include_tags_property");
  config.time_format_iso_8601 = reader.Bool("time_format_iso_8601");
  config.rule_matching_all = reader.Text("rule_matching") == "all";
  config.backend = reader.Text("backend");
  config.verify_paths = reader.Bool("verify_paths");
  config.on_failure = reader.Text("on_failure");
  if (const auto status = ReadPriority(reader, config); !status.ok()) return status;
  if (const auto status = ReadAppended(reader, config); !status.ok()) return status;
  config.static_fields = reader.TextMap("static_fields");
  ReadSelectors(reader, config);
  ReadRulesFiles(reader, config);
  if (const auto status = ReadContainer(reader, config); !status.ok()) return status;
  return config;
}

std::string DefaultConfigFile(const config::Environment& environment) {
  if (const auto named = environment("FALCO_RUN_CONFIG")) return *named;
  return access(kDefaultFile, F_OK) == 0 ? kDefaultFile : "";
}

std::vector<std::string> CondensedWarnings(const config::Document& document) {
  constexpr size_t kFew = 4;
  const auto& without_effect = document.without_effect;
  if (without_effect.size() <= kFew) return document.warnings;
  std::string names;
  for (const auto& [index, key] : without_effect) names += (names.empty() ? "" : ", ") + key;
  const std::string& first = document.warnings[without_effect.begin()->first];
  std::vector<std::string> condensed = {
      first.substr(0, first.find(':')) + ": " + std::to_string(without_effect.size()) +
      " keys have no effect here ('falco-run config' says why): " + names};
  for (size_t i = 0; i < document.warnings.size(); ++i) {
    if (!without_effect.contains(i)) condensed.push_back(document.warnings[i]);
  }
  return condensed;
}

}  // namespace falco_run::app
