// SPDX-License-Identifier: Apache-2.0
#include "app/grpc_server.h"

namespace falco_run::app {

absl::StatusOr<std::unique_ptr<outputs::Output>> StartGrpcServer(const config::Reader& root) {
  if (!root.Bool("grpc.enabled") || !root.Bool("grpc_output.enabled")) return nullptr;
  return absl::UnimplementedError(root.Name("grpc.enabled") +
                                  ": this executable has no gRPC server; //app:falco-run-grpc has");
}

}  // namespace falco_run::app
