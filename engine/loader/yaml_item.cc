// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/yaml_item.h"

#include <yaml-cpp/yaml.h>

#include <utility>

namespace falco_run::engine {

template <typename T>
bool DecodeScalar(YamlNode node, T& out) {
  return node.IsScalar() && YAML::convert<T>::decode(YAML::Node(node.Scalar()), out);
}

template <>
bool DecodeScalar(YamlNode node, std::string& out) {
  if (node.IsScalar()) out = node.Scalar();
  return node.IsScalar();
}

template bool DecodeScalar(YamlNode node, bool& out);
template bool DecodeScalar(YamlNode node, uint32_t& out);
template bool DecodeScalar(YamlNode node, double& out);

Context YamlItem::ValueContext(ItemKind kind, std::string name, const char* key) const {
  return context_.Item(kind, std::move(name), Get(key).place());
}

template <typename T>
bool YamlItem::Require(const char* key, T& out) const {
  const YamlNode value = Get(key);
  if (!value.IsDefined()) return Fail(std::string("Item has no mapping for key '") + key + "'");
  if (value.IsNull()) return Fail(std::string("Mapping for key '") + key + "' is empty");
  const char* error = nullptr;
  if (!value.IsScalar()) {
    error = "Value is not a scalar value";
  } else if (value.Scalar().empty()) {
    error = "Value must be non-empty";
  } else if (!DecodeScalar(value, out)) {
    error = "Can't decode YAML scalar value";
  }
  return error == nullptr || Fail(error, ValueContext(ItemKind::kValueFor, key, key));
}

template bool YamlItem::Require(const char* key, std::string& out) const;
template bool YamlItem::Require(const char* key, bool& out) const;
template bool YamlItem::Require(const char* key, uint32_t& out) const;

bool YamlItem::RequireSequence(const char* key, std::vector<std::string>& out) const {
  const YamlNode value = Get(key);
  if (!value.IsDefined()) return Fail(std::string("Item has no mapping for key '") + key + "'");
  if (!value.IsSequence()) {
    return Fail("Value is not a sequence", ValueContext(ItemKind::kValueFor, key, key));
  }
  for (YamlNode element : value.items()) {
    if (!element.IsScalar()) {
      return Fail("sequence value is not scalar",
                  ValueContext(ItemKind::kValueFor, key, key)
                      .Item(ItemKind::kListItem, "", element.place()));
    }
    out.push_back(element.Scalar());
  }
  return true;
}

bool YamlItem::OptionalTextOrList(const char* key, std::optional<TextOrList>& out) const {
  const YamlNode value = Get(key);
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
