// SPDX-License-Identifier: Apache-2.0
#include "config/reader.h"

#include <algorithm>

#include "config/scalar.h"

namespace falco_run::config {

Reader Reader::Section(std::string_view path) const {
  Reader section = *this;
  section.prefix_ += std::string(path) + ".";
  return section;
}

std::string Reader::Full(std::string_view path) const { return prefix_ + std::string(path); }

const Value* Reader::Find(std::string_view path) const {
  const std::string full = Full(path);
  const Value* at = root_;
  size_t begin = 0;
  while (at != nullptr) {
    const size_t dot = full.find('.', begin);
    at = at->Find(std::string_view(full).substr(begin, dot - begin));
    if (dot == std::string::npos) break;
    begin = dot + 1;
  }
  return at == nullptr || at->IsNull() ? nullptr : at;
}

std::string Reader::Name(std::string_view path) const {
  const Value* value = Find(path);
  return (value == nullptr ? "" : value->place.ToString() + ": ") + Full(path);
}

std::string Reader::Scalar(std::string_view path) const {
  const Value* value = Find(path);
  const std::string full = Full(path);
  const auto it =
      std::find_if(keys_->begin(), keys_->end(), [&](const Key& k) { return k.path == full; });
  const bool known = it != keys_->end();
  // An empty text is no number: as if it were not written.
  const bool text = known && (it->type == Type::kText || it->type == Type::kTextList);
  if (value != nullptr && (text || !value->scalar.empty())) return value->scalar;
  return std::string(known ? it->initial : config::Constant());
}

bool Reader::Bool(std::string_view path) const { return ParseBool(Scalar(path)).value_or(false); }

uint64_t Reader::Number(std::string_view path) const {
  return ParseNumber(Scalar(path)).value_or(0);
}

std::string Reader::Text(std::string_view path) const { return Scalar(path); }

std::chrono::milliseconds Reader::Duration(std::string_view path,
                                           std::chrono::milliseconds plain) const {
  return ParseDuration(Scalar(path), plain).value_or(std::chrono::milliseconds(0));
}

std::vector<std::string> Reader::TextList(std::string_view path) const {
  std::vector<std::string> texts;
  const Value* value = Find(path);
  if (value != nullptr && value->IsList()) {
    for (const Value& item : value->items) texts.push_back(item.scalar);
  } else if (std::string scalar = Scalar(path); !scalar.empty()) {
    texts.push_back(std::move(scalar));
  }
  return texts;
}

std::map<std::string, std::string> Reader::TextMap(std::string_view path) const {
  std::map<std::string, std::string> texts;
  const Value* value = Find(path);
  const Value map = value != nullptr && value->IsMap() ? *value : SplitList(Scalar(path), {});
  for (const auto& [name, member] : map.entries) texts[name] = member.scalar;
  return texts;
}

}  // namespace falco_run::config
