// SPDX-License-Identifier: Apache-2.0
#include "config/key_path.h"

#include <charconv>
#include <utility>

namespace falco_run::config {
namespace {

using Step = KeyPath::Step;

absl::Status Wrong(const std::string& what) { return absl::InvalidArgumentError(what); }

// "[3]" or "[]" at text[at]; moves `at` behind it.
absl::StatusOr<Step> ParseIndex(std::string_view text, size_t& at) {
  const size_t end = text.find(']', at);
  if (end == std::string_view::npos) return Wrong("'[' without ']'");
  const std::string_view digits = text.substr(at + 1, end - at - 1);
  at = end + 1;
  Step step;
  if (digits.empty()) {
    step.kind = Step::Kind::kNewElement;
    return step;
  }
  step.kind = Step::Kind::kIndex;
  const auto [stop, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), step.index);
  if (error != std::errc() || stop != digits.data() + digits.size()) {
    return Wrong("'" + std::string(digits) + "' is no index of a list");
  }
  return step;
}

}  // namespace

absl::StatusOr<KeyPath> KeyPath::Parse(std::string_view text) {
  KeyPath path;
  size_t at = 0;
  while (true) {
    Step member;
    while (at < text.size() && text[at] != '.' && text[at] != '[' && text[at] != ']') {
      if (text[at] == '\\' && at + 1 < text.size()) ++at;
      member.name += text[at++];
    }
    if (member.name.empty()) return Wrong("a part of the key is empty");
    path.steps.push_back(std::move(member));
    while (at < text.size() && text[at] == '[') {
      auto index = ParseIndex(text, at);
      if (!index.ok()) return index.status();
      path.steps.push_back(*std::move(index));
    }
    if (at == text.size()) return path;
    if (text[at] != '.') return Wrong("unexpected '" + std::string(1, text[at]) + "'");
    ++at;
  }
}

absl::Status SetAt(Value& root, const KeyPath& path, Value value) {
  Value* at = &root;
  for (const Step& step : path.steps) {
    if (step.kind == Step::Kind::kMember) {
      // As everywhere in YAML tools, the more specific setting replaces a scalar.
      if (!at->IsMap()) {
        if (at->IsList()) return Wrong("'" + step.name + "' is looked for in a list");
        *at = Value::Map(value.place);
      }
      Value* member = at->Find(step.name);
      at = member != nullptr ? member : &at->Set(step.name, Value());
      continue;
    }
    if (!at->IsList()) {
      if (at->IsMap()) return Wrong("an index is given for a map");
      *at = Value::List(value.place);
    }
    const size_t index = step.kind == Step::Kind::kIndex ? step.index : at->items.size();
    if (index > at->items.size()) {
      return Wrong("there are only " + std::to_string(at->items.size()) + " elements, no [" +
                   std::to_string(index) + "]");
    }
    if (index == at->items.size()) at->items.emplace_back();
    at = &at->items[index];
  }
  *at = std::move(value);
  return absl::OkStatus();
}

}  // namespace falco_run::config
