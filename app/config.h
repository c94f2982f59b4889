// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_CONFIG_H_
#define FALCO_RUN_APP_CONFIG_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/fields/static_fields.h"
#include "engine/loader/append_output.h"
#include "engine/loader/selection.h"
#include "proto/alert.pb.h"
#include "proto/record.pb.h"

namespace falco_run::app {

// The settings, with Falco's key names and defaults. docs/configuration.md lists them.
struct Config {
  bool json_output = false;
  bool json_include_output_property = true;
  bool json_include_message_property = false;
  bool json_include_output_fields_property = true;
  bool json_include_tags_property = true;
  bool time_format_iso_8601 = false;
  bool rule_matching_all = false;
  proto::Priority priority = proto::DEBUG;
  size_t outputs_queue_capacity = 65536;
  // Container fields at the end of each output; unset: inside containers only.
  std::optional<bool> suggested_output;
  std::vector<engine::AppendOutput> append_output;  // further entries
  engine::StaticFields static_fields;
  std::vector<engine::RuleSelector> rules;
  // Overrides what is detected, as Falco's static container engine does.
  std::optional<proto::Container> container;
};

// Applies "key=value" settings in order. InvalidArgument names the setting, what is wrong
// with it and what would be right.
absl::StatusOr<Config> MakeConfig(const std::vector<std::string>& overrides);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_CONFIG_H_
