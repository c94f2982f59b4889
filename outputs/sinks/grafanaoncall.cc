// SPDX-License-Identifier: Apache-2.0
// Grafana OnCall's formatted webhook:
// https://grafana.com/docs/oncall/latest/configure/integrations/references/webhook/
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

config::Keys Keys() {
  return {
      {.path = "webhookurl",
       .help = "The webhook's URL; empty: no Grafana OnCall.",
       .secret = true},
      CustomHeadersKey(),
  };
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  PostOptions options;
  options.name = "grafanaoncall";
  options.url = context.section.Text("webhookurl");
  if (options.url.empty()) return nullptr;
  options.body = [](const Payload& alert) {
    return Dump({{"alert_uid", alert.id},
                 {"title", "[" + alert.priority + "] " + alert.rule},
                 {"state", "alerting"},
                 {"message", alert.output}});
  };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink GrafanaOnCallSink() { return {"grafanaoncall", Keys, Make}; }

}  // namespace falco_run::outputs
