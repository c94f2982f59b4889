// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_DESCRIBE_FD_DESCRIPTION_H_
#define FALCO_RUN_ENGINE_DESCRIBE_FD_DESCRIPTION_H_

#include <string>

#include "engine/describe/scene.h"
#include "engine/describe/yaml_text.h"

// The descriptor an event creates or uses.
namespace falco_run::engine {

// {type: ipv4, peer: 1.2.3.4:80, l4proto: tcp, num: 5, ...}
absl::Status DescribeFd(const YAML::Node& node, Scene& scene);

// fd.name, fd.sip, ...; false if it is no such field that can be set.
absl::StatusOr<bool> DescribeFdField(const std::string& field, const YAML::Node& value,
                                     Scene& scene);

// Puts what was said where this kind of event has it: an open's name into its argument, its
// number into the result; a connect's peer into its address, and so on.
absl::Status PlaceFd(Scene& scene);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_DESCRIBE_FD_DESCRIPTION_H_
