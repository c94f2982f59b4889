// SPDX-License-Identifier: Apache-2.0
#include "outputs/template/template.h"

#include "outputs/template/evaluate.h"
#include "outputs/template/parser.h"

namespace falco_run::outputs {

absl::StatusOr<Template> Template::Parse(std::string_view text,
                                         const std::vector<std::string>& fields) {
  auto nodes = go_template::Parse(text, fields);
  if (!nodes.ok()) return nodes.status();
  return Template(std::make_shared<const Nodes>(*std::move(nodes)));
}

absl::StatusOr<std::string> Template::Render(const nlohmann::ordered_json& data) const {
  return go_template::Evaluate(*nodes_, data);
}

}  // namespace falco_run::outputs
