// SPDX-License-Identifier: Apache-2.0
// Node-RED's "http in" node: https://cookbook.nodered.org/http/post-json-data
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

config::Keys Keys() {
  return {
      {.path = "address", .help = "The node's URL; empty: no Node-RED."},
      {.path = "user", .help = "User of basic authentication."},
      {.path = "password", .help = "The user's password.", .secret = true},
      CustomHeadersKey(),
  };
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  PostOptions options;
  options.name = "nodered";
  options.url = context.section.Text("address");
  if (options.url.empty()) return nullptr;
  options.headers = BasicAuth(context.section.Text("user"), context.section.Text("password"));
  options.body = [](const Payload& alert) { return Dump(alert.ToJson()); };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink NodeRedSink() { return {"nodered", Keys, Make}; }

}  // namespace falco_run::outputs
