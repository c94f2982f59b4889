// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/yaml_item.h"

#include <algorithm>
#include <utility>

namespace falco_run::engine {

YamlPlace PlaceOf(const YAML::Node& node) {
  const YAML::Mark mark = node.Mark();
  const auto number = [](int n) { return static_cast<uint32_t>(std::max(n, 0)); };
  return {number(mark.pos), number(mark.line), number(mark.column)};
}

Context YamlItem::ValueContext(ItemKind kind, std::string name, const char* key) const {
  return context_.Item(kind, std::move(name), PlaceOf(Get(key)));
}

template <typename T>
bool YamlItem::Require(const char* key, T& out) const {
  const YAML::Node value = Get(key);
  if (!value.IsDefined()) return Fail(std::string("Item has no mapping for key '") + key + "'");
  if (value.IsNull()) return Fail(std::string("Mapping for key '") + key + "' is empty");
  const char* error = nullptr;
  if (!value.IsScalar()) {
    error = "Value is not a scalar value";
  } else if (value.Scalar().empty()) {
    error = "Value must be non-empty";
  } else if (!YAML::convert<T>::decode(value, out)) {
    error = "Can't decode YAML scalar value";
  }
  return error == nullptr || Fail(error, ValueContext(ItemKind::kValueFor, key, key));
}

template bool YamlItem::Require(const char* key, std::string& out) const;
template bool YamlItem::Require(const char* key, bool& out) const;
template bool YamlItem::Require(const char* key, uint32_t& out) const;

bool YamlItem::RequireSequence(const char* key, std::vector<std::string>& out) const {
  const YAML::Node value = Get(key);
  if (!value.IsDefined()) return Fail(std::string("Item has no mapping for key '") + key + "'");
  if (!value.IsSequence()) {
    return Fail("Value is not a sequence", ValueContext(ItemKind::kValueFor, key, key));
  }
  for (const YAML::Node& element : value) {
    if (!element.IsScalar()) {
      return Fail("sequence value is not scalar",
                  ValueContext(ItemKind::kValueFor, key, key)
                      .Item(ItemKind::kListItem, "", PlaceOf(element)));
    }
    out.push_back(element.Scalar());
  }
  return true;
}

bool YamlItem::OptionalTextOrList(const char* key, std::optional<TextOrList>& out) const {
  const YAML::Node value = Get(key);
  if (!value.IsDefined() || value.IsNull()) return true;
  TextOrList list;
  list.is_list = value.IsSequence();
  if (list.is_list) {
    if (!RequireSequence(key, list.items)) return false;
  } else if (!Require(key, list.items.emplace_back())) {
    return false;
  }
  if (!list.items.empty()) out = std::move(list);
  return true;
}

}  // namespace falco_run::engine
