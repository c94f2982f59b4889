// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_ECS_METADATA_H_
#define FALCO_RUN_APP_ECS_METADATA_H_

#include <string_view>

#include "absl/status/status.h"
#include "proto/record.pb.h"

namespace falco_run::app {

// What AWS ECS (Fargate, too) tells a container about itself at the address in
// $ECS_CONTAINER_METADATA_URI_V4, or in $ECS_CONTAINER_METADATA_URI: id, name, image, labels,
// address.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html

// Whether there is such an address: then we are in a container.
bool HasEcsMetadata();

// Asks there and fills in what is said. Waits a second at most; milliseconds, mostly. An error
// where there is no address or no answer that is of use: `out` is as before.
absl::Status AddEcsMetadata(proto::Container& out);

// The same from the text of the answer.
absl::Status ParseEcsMetadata(std::string_view json, proto::Container& out);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_ECS_METADATA_H_
