// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_DESCRIBE_YAML_TEXT_H_
#define FALCO_RUN_ENGINE_DESCRIBE_YAML_TEXT_H_

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

// Reading YAML by hand-written schemas: every mistake is an InvalidArgument whose message
// begins with its place, "LINE:COLUMN: ", both from 1.
namespace falco_run::engine {

absl::Status Mistake(const YAML::Mark& mark, const std::string& message);
inline absl::Status Mistake(const YAML::Node& node, const std::string& message) {
  return Mistake(node.Mark(), message);
}

// The documents of a text, as yaml_documents.h reads them, without exceptions.
absl::StatusOr<std::vector<YAML::Node>> ParseYaml(const std::string& text);

// A scalar's text.
absl::StatusOr<std::string> ReadText(const YAML::Node& node);

// A whole number: decimal, 0x hexadecimal, octal with a leading 0 (as file modes are written).
absl::StatusOr<int64_t> ReadInteger(const YAML::Node& node);

// "true" or "false".
absl::StatusOr<bool> ReadBool(const YAML::Node& node);

// A sequence of scalars; a lone scalar counts as one.
absl::StatusOr<std::vector<std::string>> ReadTexts(const YAML::Node& node);

struct YamlEntry {
  std::string name;
  YAML::Node key;
  YAML::Node value;
};

// The entries of a mapping in order; each name may stand once. `what` names the mapping.
absl::StatusOr<std::vector<YamlEntry>> ReadEntries(const YAML::Node& node, const std::string& what);

// "unknown key 'nme'; did you mean 'name'?" at the entry.
absl::Status UnknownKey(const YamlEntry& entry, const std::vector<std::string>& known);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_DESCRIBE_YAML_TEXT_H_
