// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_DESCRIBE_ARGUMENT_H_
#define FALCO_RUN_ENGINE_DESCRIBE_ARGUMENT_H_

#include "engine/describe/scene.h"
#include "engine/describe/yaml_text.h"

namespace falco_run::engine {

// Sets the argument `name` (as evt.arg calls it, or its number) of the scene's event, whose type
// is known: paths and texts as they are, numbers, flags by name (O_RDONLY|O_CREAT), addresses
// (1.2.3.4:80), signals, lists for argv.
absl::Status DescribeArgument(const YamlEntry& entry, const std::string& name, Scene& scene);

// "res: ENOENT", "res: 3", "res: -2", "res: SUCCESS", "res: unknown".
absl::Status DescribeResult(const YAML::Node& value, Scene& scene);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_DESCRIBE_ARGUMENT_H_
