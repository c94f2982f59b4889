// SPDX-License-Identifier: Apache-2.0
#include "config/load.h"

#include "config/check.h"
#include "config/key_path.h"
#include "config/letter_case.h"
#include "config/merge.h"
#include "config/parse.h"

namespace falco_run::config {
namespace {

struct Override {
  KeyPath path;
  Value value;
};

absl::StatusOr<Override> ParseOverride(const std::string& text) {
  const std::string source = "-o " + text;
  const auto wrong = [&](const std::string& what) {
    return absl::InvalidArgumentError(source + ": " + what);
  };
  // A '=' can be part of the value only.
  const size_t equals = text.find('=');
  if (equals == std::string::npos) return wrong("a setting has the form key=value");
  auto path = KeyPath::Parse(std::string_view(text).substr(0, equals));
  if (!path.ok()) return wrong(std::string(path.status().message()));
  const std::string value = text.substr(equals + 1);
  Override result = {*std::move(path), Value::Scalar(value, {source})};
  if (value.starts_with("{") && value.ends_with("}")) {
    auto map = ParseYaml(value, source, [](std::string_view) { return std::nullopt; });
    if (!map.ok()) return map.status();
    result.value = *std::move(map);
    result.value.place = {source};
  }
  return result;
}

// Variables that stand for a key: SLACK_WEBHOOKURL.
absl::Status ApplyEnvironment(const Keys& keys, const Environment& environment, Value& root) {
  for (const Key& key : keys) {
    if (!key.in_environment) continue;
    std::string variable = VariableOf(key);
    auto text = environment(variable);
    if (!text && key.secret) {
      variable += "_FILE";
      if (auto file = environment(variable)) {
        auto content = ReadSecret(*file, "$" + variable);
        if (!content.ok()) return content.status();
        text = *std::move(content);
      }
    }
    if (!text) continue;
    const auto path = KeyPath::Parse(key.path);
    if (!path.ok()) return path.status();
    const Place place = {"$" + variable};
    Value value = Value::Scalar(*text, place);
    if (key.type == Type::kTextMap || key.type == Type::kTextList) value = SplitList(*text, place);
    const absl::Status status = SetAt(root, *path, std::move(value));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Document> Load(const Sources& sources, const Keys& keys) {
  Document document;
  document.root = Value::Map({"default"});
  if (!sources.file.empty()) {
    auto root = ParseYamlFile(sources.file, sources.environment);
    if (!root.ok()) return root.status();
    if (!root->IsMap()) {
      return absl::InvalidArgumentError(sources.file + ":1:1: a configuration is a map of keys");
    }
    document.root = *std::move(root);
    document.files.push_back(sources.file);
  }
  std::vector<Override> late;
  for (const std::string& text : sources.overrides) {
    auto parsed = ParseOverride(text);
    if (!parsed.ok()) return parsed.status();
    if (parsed->path.steps[0].name != "config_files") {
      late.push_back(*std::move(parsed));
      continue;
    }
    if (auto status = SetAt(document.root, parsed->path, std::move(parsed->value)); !status.ok()) {
      return absl::InvalidArgumentError("-o " + text + ": " + std::string(status.message()));
    }
  }
  if (auto status = MergeConfigFiles(sources.environment, document); !status.ok()) return status;
  if (auto status = ApplyEnvironment(keys, sources.environment, document.root); !status.ok()) {
    return status;
  }
  for (Override& override : late) {
    const std::string source = override.value.place.source;
    auto status = SetAt(document.root, override.path, std::move(override.value));
    if (!status.ok()) {
      return absl::InvalidArgumentError(source + ": " + std::string(status.message()));
    }
  }
  FixLetterCase(keys, document.root);
  if (auto status = ReadSecretFiles(keys, document.root); !status.ok()) return status;
  if (auto status = Check(keys, document); !status.ok()) return status;
  return document;
}

}  // namespace falco_run::config
