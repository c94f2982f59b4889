// SPDX-License-Identifier: Apache-2.0
#include "config/value.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"

namespace falco_run::config {

std::string Place::ToString() const {
  if (line == 0) return source;
  return source + ":" + std::to_string(line) + ":" + std::to_string(column);
}

Value::Value() = default;
Value::~Value() = default;
Value::Value(const Value& other) = default;
Value::Value(Value&& other) noexcept = default;
Value& Value::operator=(const Value& other) = default;
Value& Value::operator=(Value&& other) noexcept = default;

Value Value::Scalar(std::string text, Place place) {
  Value value;
  value.kind = Kind::kScalar;
  value.scalar = std::move(text);
  value.place = std::move(place);
  return value;
}

Value Value::Map(Place place) {
  Value value;
  value.kind = Kind::kMap;
  value.place = std::move(place);
  return value;
}

Value Value::List(Place place) {
  Value value;
  value.kind = Kind::kList;
  value.place = std::move(place);
  return value;
}

const Value* Value::Find(std::string_view key) const {
  for (const Entry& entry : entries) {
    if (entry.first == key) return &entry.second;
  }
  return nullptr;
}

Value* Value::Find(std::string_view key) {
  return const_cast<Value*>(static_cast<const Value*>(this)->Find(key));
}

Value& Value::Set(std::string_view key, Value value) {
  if (kind == Kind::kNull) kind = Kind::kMap;
  if (Value* existing = Find(key)) {
    *existing = std::move(value);
    return *existing;
  }
  entries.emplace_back(std::string(key), std::move(value));
  return entries.back().second;
}

std::string Value::Describe() const {
  switch (kind) {
    case Kind::kNull:
      return "empty";
    case Kind::kScalar:
      return "'" + scalar + "'";
    case Kind::kList:
      return "a list";
    case Kind::kMap:
      return "a map";
  }
  return "";
}

Value SplitList(std::string_view text, const Place& place) {
  Value list = Value::List(place);
  Value map = Value::Map(place);
  for (const auto part : absl::StrSplit(absl::string_view(text.data(), text.size()), ',')) {
    const std::string item(absl::StripAsciiWhitespace(part));
    if (item.empty()) continue;
    list.items.push_back(Value::Scalar(item, place));
    const size_t colon = item.find(':');
    if (colon != std::string::npos) {
      const std::string value(absl::StripAsciiWhitespace(item.substr(colon + 1)));
      map.Set(item.substr(0, colon), Value::Scalar(value, place));
    }
  }
  return map.entries.size() == list.items.size() && !list.items.empty() ? map : list;
}

}  // namespace falco_run::config
