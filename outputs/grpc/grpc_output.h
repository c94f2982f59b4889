// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_GRPC_GRPC_OUTPUT_H_
#define FALCO_RUN_OUTPUTS_GRPC_GRPC_OUTPUT_H_

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "outputs/output.h"

namespace falco_run::outputs {

struct GrpcOptions {
  // "unix:///run/falco/falco.sock", or "0.0.0.0:5060" with mutual TLS.
  std::string bind_address;
  std::string private_key;  // PEM files, for TCP only
  std::string cert_chain;
  std::string root_certs;      // that vouch for clients
  std::string version;         // "0.1.0"
  std::string engine_version;  // "0.63.0"
  size_t capacity = 10'000;    // alerts that wait for a client; the oldest are dropped
  std::chrono::milliseconds stop_grace{1000};  // for clients to take what waits, at the end
};

// Falco's gRPC server: an alert is delivered when it waits for its clients. Each subscriber gets
// every alert; Falco shared them out among its clients.
//
// InvalidArgument: a file that cannot be used. Unavailable: it cannot listen there.
absl::StatusOr<std::unique_ptr<Output>> StartGrpcOutput(GrpcOptions options);

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_GRPC_GRPC_OUTPUT_H_
