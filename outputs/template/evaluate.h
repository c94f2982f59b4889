// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_TEMPLATE_EVALUATE_H_
#define FALCO_RUN_OUTPUTS_TEMPLATE_EVALUATE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "outputs/template/node.h"

namespace falco_run::outputs::go_template {

// Template::Render.
absl::StatusOr<std::string> Evaluate(const std::vector<Node>& nodes, const Json& data);

}  // namespace falco_run::outputs::go_template

#endif  // FALCO_RUN_OUTPUTS_TEMPLATE_EVALUATE_H_
