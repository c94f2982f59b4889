// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_TEMPLATE_TEMPLATE_H_
#define FALCO_RUN_OUTPUTS_TEMPLATE_TEMPLATE_H_

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace falco_run::outputs {

namespace go_template {
struct Node;
}

// A text with places to fill in, written as Go's text/template has it.
//
//   auto alarm = Template::Parse("{{ .Rule }} by {{ index .OutputFields \"user.name\" }}");
//   if (!alarm.ok()) ...          // "1:4: there is no function 'Rule'"
//   alarm->Render(data);          // data = {"Rule": ..., "OutputFields": {...}}
//
// What there is: {{ .A.b }}, {{ . }}, {{ $ }}, {{ index .A "b.c" 0 }}, {{ if }} {{ else if }}
// {{ else }} {{ end }}, {{ range .List }}, {{ range $key, $value := .Map }}, {{ with }},
// {{ $x := ... }}, {{ $x = ... }}, parentheses, pipes, "text", `text`, numbers, true, false, nil,
// {{- trimming -}}, {{/* comments */}}. Functions: those of Go but call, js and slice, and
// upper, lower (toUpper, toLower), trim, replace, contains, hasPrefix, hasSuffix, join, split,
// trunc, quote, default, toJson. What is not in the data prints as <no value>.
//
// Everything else is an error when parsed, with its line and column. Nesting ends at 32 levels,
// a template at 64 KiB, its result at 1 MiB.
class Template {
 public:
  // `fields`: the names that may follow a dot that means the whole data; empty: any.
  static absl::StatusOr<Template> Parse(std::string_view text,
                                        const std::vector<std::string>& fields = {});

  // Fills in. InvalidArgument: a function got what it cannot work with. ResourceExhausted: too
  // long, or too many steps. Thread-safe.
  absl::StatusOr<std::string> Render(const nlohmann::ordered_json& data) const;

 private:
  using Nodes = std::vector<go_template::Node>;
  explicit Template(std::shared_ptr<const Nodes> nodes) : nodes_(std::move(nodes)) {}

  std::shared_ptr<const Nodes> nodes_;
};

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_TEMPLATE_TEMPLATE_H_
