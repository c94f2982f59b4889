// SPDX-License-Identifier: Apache-2.0
#include "injector/patch.h"

namespace falco_run::injector {

using Json = nlohmann::json;

void Patch::Set(std::string pointer, Json value) {
  operations_.push_back({{"op", "add"}, {"path", std::move(pointer)}, {"value", std::move(value)}});
}

void Patch::Append(const std::string& pointer, json::Value present, Json items) {
  if (items.empty()) return;
  if (!present.Is(json::Kind::kArray)) {
    Set(pointer, std::move(items));
    return;
  }
  for (Json& item : items) Set(pointer + "/-", std::move(item));
}

void Patch::Prepend(const std::string& pointer, json::Value present, Json item) {
  if (present.Is(json::Kind::kArray)) {
    Set(pointer + "/0", std::move(item));
  } else {
    Set(pointer, Json::array({std::move(item)}));
  }
}

void Patch::Merge(const std::string& pointer, json::Value present, const Json& members) {
  if (members.empty()) return;
  if (!present.Is(json::Kind::kObject)) {
    Set(pointer, members);
    return;
  }
  for (const auto& [key, value] : members.items()) {
    const json::Value old = present[key];
    const bool same = old.Is(json::Kind::kString) && value.is_string() &&
                      old.text() == value.get_ref<const std::string&>();
    if (!same) Set(pointer + "/" + EscapePointer(key), value);
  }
}

std::string EscapePointer(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace falco_run::injector
