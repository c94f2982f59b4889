// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_PRIORITY_H_
#define FALCO_RUN_ENGINE_LOADER_PRIORITY_H_

#include <optional>
#include <string_view>

#include "proto/alert.pb.h"

namespace falco_run::engine {

// "critical", "INFO", "Informational", ...; upper and lower case do not matter.
std::optional<proto::Priority> ParsePriority(std::string_view text);

// "Critical", "Informational", ...
std::string_view PriorityName(proto::Priority priority);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_PRIORITY_H_
