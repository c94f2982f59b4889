// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_TEMPLATE_FUNCTIONS_H_
#define FALCO_RUN_OUTPUTS_TEMPLATE_FUNCTIONS_H_

#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "outputs/template/value.h"

namespace falco_run::outputs::go_template {

// A function of the language. `and` and `or` have no `call`: they do not evaluate all of their
// arguments.
struct Function {
  std::string_view name;
  size_t fewest;
  size_t most;
  const char* usage;  // "takes a list and a separator"
  absl::StatusOr<Value> (*call)(std::span<const Value> arguments);
};

// nullptr if there is none.
const Function* FindFunction(std::string_view name);

// The member `key` of a map or the element `key` of a list.
absl::StatusOr<Value> Index(const Value& container, const Json& key);

}  // namespace falco_run::outputs::go_template

#endif  // FALCO_RUN_OUTPUTS_TEMPLATE_FUNCTIONS_H_
