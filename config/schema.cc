// SPDX-License-Identifier: Apache-2.0
#include "config/schema.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/str_split.h"
#include "config/scalar.h"

namespace falco_run::config {
namespace {

using Json = nlohmann::ordered_json;

Json TypeSchema(const Key& key) {
  Json schema = Json::object();
  const Json scalar = {"string", "number", "boolean"};
  switch (key.type) {
    case Type::kBool:
      schema["type"] = "boolean";
      break;
    case Type::kNumber:
      schema["type"] = "integer";
      schema["minimum"] = 0;
      break;
    case Type::kDuration:
      schema["type"] = {"string", "integer"};
      break;
    case Type::kText:
      schema["type"] = scalar;
      if (!key.choices.empty()) {
        schema["type"] = "string";
        schema["enum"] = std::vector<std::string>(absl::StrSplit(std::string(key.choices), '|'));
      }
      break;
    case Type::kTextList:
      schema["type"] = "array";
      schema["items"]["type"] = scalar;
      break;
    case Type::kTextMap:
      schema["type"] = "object";
      schema["additionalProperties"]["type"] = scalar;
      break;
    case Type::kAny:
      break;
  }
  std::string help(key.help);
  if (!key.no_effect.empty()) help = "No effect: " + std::string(key.no_effect);
  if (!help.empty()) schema["description"] = help;
  if (key.initial.empty()) return schema;
  if (key.type == Type::kBool) {
    schema["default"] = ParseBool(std::string(key.initial)).value_or(false);
  } else if (const auto number = ParseNumber(std::string(key.initial));
             number && key.type == Type::kNumber) {
    schema["default"] = *number;
  } else {
    schema["default"] = std::string(key.initial);
  }
  return schema;
}

// The schema of the map or list element that `part` names, made on the way.
Json& Member(Json& parent, std::string part) {
  const bool list = part.ends_with("[]");
  if (list) part.resize(part.size() - 2);
  parent["type"] = "object";
  Json& member = parent["properties"][part];
  if (!list) return member;
  member["type"] = "array";
  return member["items"];
}

}  // namespace

std::string JsonSchema(const Keys& keys) {
  Json root = {{"$schema", "http://json-schema.org/draft-07/schema#"},
               {"title", "Configuration of falco-run"}};
  for (const Key& key : keys) {
    Json* at = &root;
    for (const std::string& part : std::vector<std::string>(absl::StrSplit(key.path, '.'))) {
      at = &Member(*at, part);
    }
    at->update(TypeSchema(key));
    if (!key.secret) continue;
    Json* holder = &root;
    const std::vector<std::string> parts = absl::StrSplit(key.path + "_file", '.');
    for (const std::string& part : parts) holder = &Member(*holder, part);
    *holder = {{"type", "string"}, {"description", "A file that holds the value of " + key.path}};
  }
  return root.dump(2);
}

}  // namespace falco_run::config
