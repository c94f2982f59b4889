// SPDX-License-Identifier: Apache-2.0
// Datadog's logs: https://docs.datadoghq.com/api/latest/logs/#send-logs
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;

config::Keys Keys() {
  return {
      {.path = "apikey", .help = "The API key; empty: no Datadog logs.", .secret = true},
      {.path = "host",
       .initial = "https://http-intake.logs.datadoghq.com",
       .help = "The site, as https://http-intake.logs.datadoghq.eu."},
      {.path = "service", .help = "The service that logs are put down to."},
  };
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const std::string key = context.section.Text("apikey");
  if (key.empty()) return nullptr;
  PostOptions options;
  options.name = "datadoglogs";
  options.url = JoinUrl(TextOr(context.section, "host", "https://http-intake.logs.datadoghq.com"),
                        "api/v2/logs");
  options.headers = {{"DD-API-KEY", key}};
  options.body = [service = context.section.Text("service")](const Payload& alert) {
    Json body = {{"ddsource", "falco"}, {"message", Dump(alert.ToJson())}};
    if (!alert.tags.empty()) body["ddtags"] = alert.JoinedTags(",");
    if (!alert.hostname.empty()) body["hostname"] = alert.hostname;
    if (!service.empty()) body["service"] = service;
    return Dump(body);
  };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink DatadogLogsSink() { return {"datadoglogs", Keys, Make}; }

}  // namespace falco_run::outputs
