// SPDX-License-Identifier: Apache-2.0
// Falco Talon: https://docs.falco-talon.org
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

config::Keys Keys() { return {{.path = "address", .help = "Talon's URL; empty: no Talon."}}; }

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  PostOptions options;
  options.name = "talon";
  options.url = context.section.Text("address");
  if (options.url.empty()) return nullptr;
  options.body = [](const Payload& alert) { return Dump(alert.ToJson()); };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink TalonSink() { return {"talon", Keys, Make}; }

}  // namespace falco_run::outputs
