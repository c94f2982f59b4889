// SPDX-License-Identifier: Apache-2.0
#include "app/grpc_server.h"

#include <utility>

#include "app/version.h"
#include "outputs/grpc/grpc_output.h"

namespace falco_run::app {

absl::StatusOr<std::unique_ptr<outputs::Output>> StartGrpcServer(const config::Reader& root) {
  if (!root.Bool("grpc.enabled") || !root.Bool("grpc_output.enabled")) return nullptr;
  outputs::GrpcOptions options;
  options.bind_address = root.Text("grpc.bind_address");
  options.private_key = root.Text("grpc.private_key");
  options.cert_chain = root.Text("grpc.cert_chain");
  options.root_certs = root.Text("grpc.root_certs");
  options.version = kVersion;
  options.engine_version = kEngineVersion;
  auto output = outputs::StartGrpcOutput(std::move(options));
  if (output.ok()) return output;
  return absl::Status(output.status().code(), root.Name("grpc.bind_address") + ": " +
                                                  std::string(output.status().message()));
}

}  // namespace falco_run::app
