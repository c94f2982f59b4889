// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_DESCRIBE_CONTAINER_DESCRIPTION_H_
#define FALCO_RUN_ENGINE_DESCRIBE_CONTAINER_DESCRIPTION_H_

#include <string>

#include "engine/describe/scene.h"
#include "engine/describe/yaml_text.h"

namespace falco_run::engine {

// {id: 3ad7b26ded6d, name: shop, image: "nginx:1.25", privileged: true, pod: shop-1, ...}
absl::Status DescribeContainer(const YAML::Node& node, Scene& scene);

// container.id, container.image.repository, k8s.pod.name, ...; false if it is no such field
// that can be set. `container.id: host` says that there is no container.
absl::StatusOr<bool> DescribeContainerField(const std::string& field, const YAML::Node& value,
                                            Scene& scene);

// k8s.pod.label[KEY]: VALUE
absl::Status DescribePodLabel(const std::string& key, const YAML::Node& value, Scene& scene);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_DESCRIBE_CONTAINER_DESCRIPTION_H_
