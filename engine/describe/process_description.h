// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_DESCRIBE_PROCESS_DESCRIPTION_H_
#define FALCO_RUN_ENGINE_DESCRIBE_PROCESS_DESCRIPTION_H_

#include <optional>
#include <string>

#include "engine/describe/scene.h"
#include "engine/describe/yaml_text.h"

namespace falco_run::engine {

// A mapping about the process `depth` steps above the event's: {name: cat, uid: 1000, parent:
// {name: sh}, ...}. The keys are those of kProcessKeys in the .cc file and docs/rule-authors.md.
absl::Status DescribeProcess(const YAML::Node& node, size_t depth, Scene& scene);

// The same by a field's name: proc.name, proc.pname, proc.aname[2], user.uid, ... Returns false
// if it is no field of a process that can be set.
absl::StatusOr<bool> DescribeProcessField(const std::string& field,
                                          const std::optional<std::string>& arg,
                                          const YAML::Node& value, Scene& scene);

// Fills in what was not said: pids, ids, names derived from one another.
void CompleteProcesses(uint64_t first_id, int32_t first_pid, Scene& scene);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_DESCRIBE_PROCESS_DESCRIPTION_H_
