// SPDX-License-Identifier: Apache-2.0
// Tekton's event listeners: https://tekton.dev/docs/triggers/eventlisteners/
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

config::Keys Keys() {
  return {{.path = "eventlistener", .help = "The event listener's URL; empty: no Tekton."}};
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  PostOptions options;
  options.name = "tekton";
  options.url = context.section.Text("eventlistener");
  if (options.url.empty()) return nullptr;
  options.body = [](const Payload& alert) { return Dump(alert.ToJson()); };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink TektonSink() { return {"tekton", Keys, Make}; }

}  // namespace falco_run::outputs
