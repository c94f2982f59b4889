// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_SINKS_LABELS_H_
#define FALCO_RUN_OUTPUTS_SINKS_LABELS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/alert.pb.h"

namespace falco_run::outputs {

// A field's name as Prometheus' labels may be, [a-zA-Z_][a-zA-Z0-9_]*:
// "proc.aname[2]" -> "proc_aname_2".
std::string SafeLabel(std::string_view name);

// "critical" in any case; nothing if it is no priority.
std::optional<proto::Priority> ParseLevel(std::string_view text);

// "Critical".
std::string PriorityName(proto::Priority level);

// "a, b" -> {"a", "b"}.
std::vector<std::string> SplitNames(std::string_view text);

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_SINKS_LABELS_H_
