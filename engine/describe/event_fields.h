// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_DESCRIBE_EVENT_FIELDS_H_
#define FALCO_RUN_ENGINE_DESCRIBE_EVENT_FIELDS_H_

#include <vector>

#include "engine/describe/scene.h"
#include "engine/describe/yaml_text.h"

namespace falco_run::engine {

// All entries of an event's description: keys without a dot are parts of the record (type, args,
// res, time, process, container, fd), keys with one are fields. `node` is the mapping.
absl::Status DescribeEntries(const YAML::Node& node, const std::vector<YamlEntry>& entries,
                             Scene& scene);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_DESCRIBE_EVENT_FIELDS_H_
