// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_CONFIG_H_
#define FALCO_RUN_APP_CONFIG_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "config/load.h"
#include "config/reader.h"
#include "engine/fields/static_fields.h"
#include "engine/loader/append_output.h"
#include "engine/loader/selection.h"
#include "proto/alert.pb.h"
#include "proto/record.pb.h"

namespace falco_run::app {

// The settings that other parts than the outputs need; outputs read the document themselves.
// docs/configuration.md lists all keys.
struct Config {
  bool json_output = false;
  bool json_include_output_property = true;
  bool json_include_message_property = false;
  bool json_include_output_fields_property = true;
  bool json_include_tags_property = true;
  bool time_format_iso_8601 = false;
  bool rule_matching_all = false;
  std::string backend = "auto";
  std::string on_failure = "continue";
  bool verify_paths = false;
  proto::Priority priority = proto::DEBUG;
  std::vector<std::string> rules_files;  // that exist; empty: the shipped rules
  // Container fields at the end of each output; unset: inside containers only.
  std::optional<bool> suggested_output;
  std::vector<engine::AppendOutput> append_output;  // further entries
  engine::StaticFields static_fields;
  std::vector<engine::RuleSelector> rules;
  // Overrides what is detected, as Falco's static container engine does.
  std::optional<proto::Container> container;

  config::Document document;

  // Of the document; valid as long as the Config.
  config::Reader reader() const;
};

// Reads the configuration's sources. InvalidArgument (or why a file cannot be read) names the
// setting, its place, what is wrong with it and what would be right.
absl::StatusOr<Config> LoadConfig(const config::Sources& sources);

// The file to read when the command line names none: $FALCO_RUN_CONFIG, else
// /etc/falco-run/falco-run.yaml if it exists, else "".
std::string DefaultConfigFile(const config::Environment& environment);

// The warnings for people who start a program: many keys without effect, as there are in every
// configuration of Falco's, are one line.
std::vector<std::string> CondensedWarnings(const config::Document& document);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_CONFIG_H_
