// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_TEMPLATE_FORMAT_H_
#define FALCO_RUN_OUTPUTS_TEMPLATE_FORMAT_H_

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "outputs/template/value.h"

namespace falco_run::outputs::go_template {

// Values as Go prints them: "text", "42", "true", "[a b]", "map[k:v]", "<no value>".
std::string ToText(const Json& value);

// What `if` asks: not false, not 0, not empty, not nil.
bool IsTrue(const Json& value);

// As Go's fmt.Sprintf: %v %s %d %x %X %q %t %f %e %g %%, with flags, width and precision. What
// does not fit appears in the text as Go has it: "%!d(string=x)".
std::string Printf(std::string_view format, std::span<const Value> values);

}  // namespace falco_run::outputs::go_template

#endif  // FALCO_RUN_OUTPUTS_TEMPLATE_FORMAT_H_
