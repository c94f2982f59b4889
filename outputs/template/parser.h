// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_TEMPLATE_PARSER_H_
#define FALCO_RUN_OUTPUTS_TEMPLATE_PARSER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "outputs/template/node.h"

namespace falco_run::outputs::go_template {

// Template::Parse, as nodes.
absl::StatusOr<std::vector<Node>> Parse(std::string_view text,
                                        const std::vector<std::string>& fields);

}  // namespace falco_run::outputs::go_template

#endif  // FALCO_RUN_OUTPUTS_TEMPLATE_PARSER_H_
