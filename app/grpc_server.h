// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_GRPC_SERVER_H_
#define FALCO_RUN_APP_GRPC_SERVER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "config/reader.h"
#include "outputs/output.h"

namespace falco_run::app {

// The gRPC server by the keys grpc.* and grpc_output.enabled; nullptr: it is not configured.
// Unimplemented: this executable has none. Which of the two a binary has is decided by what it
// links: //app:grpc_server or //app:no_grpc_server.
absl::StatusOr<std::unique_ptr<outputs::Output>> StartGrpcServer(const config::Reader& root);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_GRPC_SERVER_H_
