// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_INJECTOR_PATCH_H_
#define FALCO_RUN_INJECTOR_PATCH_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "json/document.h"

namespace falco_run::injector {

// A JSON patch (RFC 6902) that only adds.
//
//   Patch patch;
//   patch.Set("/spec/containers/0/command", {"a", "b"});
//   patch.Append("/spec/volumes", pod["spec"]["volumes"], {{{"name", "x"}}});
//   patch.json().dump();
class Patch {
 public:
  // Adds a member, or replaces it.
  void Set(std::string pointer, nlohmann::json value);

  // Adds `items` to the end of a list, which is made if it is not `present` there yet.
  void Append(const std::string& pointer, json::Value present, nlohmann::json items);

  // The same at its beginning.
  void Prepend(const std::string& pointer, json::Value present, nlohmann::json item);

  // Sets members of an object, which is made if it is not there yet. Those with this value already
  // are left out.
  void Merge(const std::string& pointer, json::Value present, const nlohmann::json& members);

  bool empty() const { return operations_.empty(); }
  const nlohmann::json& json() const { return operations_; }

 private:
  nlohmann::json operations_ = nlohmann::json::array();
};

// A key as a part of a pointer: "a/b~" becomes "a~1b~0".
std::string EscapePointer(std::string_view key);

}  // namespace falco_run::injector

#endif  // FALCO_RUN_INJECTOR_PATCH_H_
