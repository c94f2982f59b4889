// SPDX-License-Identifier: Apache-2.0
#include "engine/describe/yaml_text.h"

#include <charconv>
#include <set>

#include "engine/describe/yaml_documents.h"
#include "text/suggest.h"

namespace falco_run::engine {

absl::Status Mistake(const YAML::Mark& mark, const std::string& message) {
  return absl::InvalidArgumentError(std::to_string(mark.line + 1) + ":" +
                                    std::to_string(mark.column + 1) + ": " + message);
}

absl::StatusOr<std::vector<YAML::Node>> ParseYaml(const std::string& text) {
  try {
    return LoadYamlDocuments(text);
  } catch (const YAML::Exception& e) {
    return Mistake(e.mark, "this is not YAML: " + e.msg);
  }
}

absl::StatusOr<std::string> ReadText(const YAML::Node& node) {
  if (!node.IsScalar()) return Mistake(node, "a text is expected here");
  return node.Scalar();
}

absl::StatusOr<int64_t> ReadInteger(const YAML::Node& node) {
  if (!node.IsScalar()) return Mistake(node, "a number is expected here");
  const std::string& text = node.Scalar();
  std::string_view digits = text;
  const bool negative = digits.starts_with("-");
  if (negative) digits.remove_prefix(1);
  int base = 10;
  if (digits.starts_with("0x")) {
    base = 16;
    digits.remove_prefix(2);
  } else if (digits.size() > 1 && digits[0] == '0') {
    base = 8;
    digits.remove_prefix(digits[1] == 'o' ? 2 : 1);
  }
  uint64_t value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    return Mistake(node, "'" + text + "' is not a whole number");
  }
  return static_cast<int64_t>(negative ? 0 - value : value);
}

absl::StatusOr<bool> ReadBool(const YAML::Node& node) {
  const std::string text = node.IsScalar() ? node.Scalar() : "";
  if (text == "true") return true;
  if (text == "false") return false;
  return Mistake(node, "true or false is expected here");
}

absl::StatusOr<std::vector<std::string>> ReadTexts(const YAML::Node& node) {
  std::vector<std::string> texts;
  if (node.IsScalar()) return std::vector<std::string>{node.Scalar()};
  if (!node.IsSequence()) return Mistake(node, "a list of texts is expected here");
  for (const YAML::Node& item : node) {
    auto text = ReadText(item);
    if (!text.ok()) return text.status();
    texts.push_back(*std::move(text));
  }
  return texts;
}

absl::StatusOr<std::vector<YamlEntry>> ReadEntries(const YAML::Node& node,
                                                   const std::string& what) {
  if (!node.IsMap()) return Mistake(node, what + " must be a mapping (key: value)");
  std::vector<YamlEntry> entries;
  std::set<std::string> seen;
  for (const auto& item : node) {
    auto name = ReadText(item.first);
    if (!name.ok()) return name.status();
    if (!seen.insert(*name).second) return Mistake(item.first, "'" + *name + "' is there twice");
    entries.push_back({*std::move(name), item.first, item.second});
  }
  return entries;
}

absl::Status UnknownKey(const YamlEntry& entry, const std::vector<std::string>& known) {
  return Mistake(entry.key, "unknown key '" + entry.name + "'" + Suggestion(entry.name, known));
}

}  // namespace falco_run::engine
