// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_DESCRIBE_CONTAINER_MOUNT_H_
#define FALCO_RUN_ENGINE_DESCRIBE_CONTAINER_MOUNT_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "proto/record.pb.h"

namespace falco_run::engine {

// A mount as `docker run -v` takes it, SOURCE:DEST[:OPTIONS]; an empty SOURCE is an unknown one.
//
//   ParseContainerMount("/srv/data:/data:ro,rslave")
//
// InvalidArgument where DEST is no absolute path.
absl::StatusOr<proto::ContainerMount> ParseContainerMount(std::string_view text);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_DESCRIBE_CONTAINER_MOUNT_H_
