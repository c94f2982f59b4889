// SPDX-License-Identifier: Apache-2.0
#include "outputs/sinks/labels.h"

#include <cctype>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"

namespace falco_run::outputs {

std::string SafeLabel(std::string_view name) {
  std::string label;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const char safe = byte < 0x80 && std::isalnum(byte) ? c : '_';
    // One for a row of them, and none at the start.
    if (safe != '_' || (!label.empty() && label.back() != '_')) label += safe;
  }
  if (label.ends_with('_')) label.pop_back();
  if (label.empty() || std::isdigit(static_cast<unsigned char>(label[0]))) label.insert(0, "_");
  return label;
}

std::optional<proto::Priority> ParseLevel(std::string_view text) {
  const std::string name = absl::AsciiStrToUpper(absl::string_view(text.data(), text.size()));
  proto::Priority level;
  if (proto::Priority_Parse(name, &level)) return level;
  if (name == "INFO") return proto::INFORMATIONAL;
  return std::nullopt;
}

std::string PriorityName(proto::Priority level) {
  std::string name = absl::AsciiStrToLower(proto::Priority_Name(level));
  if (!name.empty()) name[0] = absl::ascii_toupper(static_cast<unsigned char>(name[0]));
  return name;
}

std::vector<std::string> SplitNames(std::string_view text) {
  std::vector<std::string> names;
  for (const auto part : absl::StrSplit(absl::string_view(text.data(), text.size()), ',')) {
    std::string name(absl::StripAsciiWhitespace(part));
    if (!name.empty()) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace falco_run::outputs
