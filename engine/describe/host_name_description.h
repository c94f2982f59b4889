// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_DESCRIBE_HOST_NAME_DESCRIPTION_H_
#define FALCO_RUN_ENGINE_DESCRIBE_HOST_NAME_DESCRIPTION_H_

#include <string>

#include "engine/describe/scene.h"
#include "engine/describe/yaml_text.h"
#include "engine/fields/host_name_table.h"

// Host names of the event's addresses: fd.sip.name and its like.
namespace falco_run::engine {

// Notes the name; false if it is no such field.
absl::StatusOr<bool> DescribeHostName(const std::string& field, const YAML::Node& value,
                                      Scene& scene);

// Gives an end of which only the name was said an address, the same for the same name.
void GiveAddresses(proto::FileDescriptor::Role role, Scene& scene);

// Adds the names, with the addresses that rules read from the event.
void AddHostNames(const Scene& scene, HostNameTable& table);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_DESCRIBE_HOST_NAME_DESCRIPTION_H_
