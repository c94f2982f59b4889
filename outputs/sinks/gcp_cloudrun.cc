// SPDX-License-Identifier: Apache-2.0
// Google Cloud Run: https://cloud.google.com/run/docs/authenticating/service-to-service
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

config::Keys Keys() {
  return {
      {.path = "endpoint", .help = "The service's URL; empty: no Cloud Run."},
      {.path = "jwt", .help = "The token that may call it.", .secret = true},
  };
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  PostOptions options;
  options.name = "gcp.cloudrun";
  options.url = context.section.Text("endpoint");
  if (options.url.empty()) return nullptr;
  if (const std::string token = context.section.Text("jwt"); !token.empty()) {
    options.headers = {{"Authorization", "Bearer " + token}};
  }
  options.body = [](const Payload& alert) { return Dump(alert.ToJson()); };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink GcpCloudRunSink() { return {"gcp.cloudrun", Keys, Make}; }

}  // namespace falco_run::outputs
