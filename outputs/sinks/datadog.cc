// SPDX-License-Identifier: Apache-2.0
// Datadog's events: https://docs.datadoghq.com/api/latest/events/, texts of at most 4,000
// characters.
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/chat.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;

config::Keys Keys() {
  return {
      {.path = "apikey", .help = "The API key; empty: no Datadog events.", .secret = true},
      {.path = "host",
       .initial = "https://api.datadoghq.com",
       .help = "The site, as https://api.datadoghq.eu."},
  };
}

const char* AlertType(proto::Priority level) {
  if (level <= proto::ERROR) return "error";
  return level == proto::WARNING ? "warning" : "info";
}

Json Body(const Payload& alert) {
  Json tags = Json::array();
  for (const Payload::Field& field : alert.fields) {
    tags.push_back(Shorten(field.name + ":" + field.text, 200));
  }
  tags.push_back("source:" + alert.source);
  tags.push_back("source:falco");
  if (!alert.hostname.empty()) tags.push_back("hostname:" + alert.hostname);
  for (const std::string& tag : alert.tags) tags.push_back(tag);
  Json body = {{"title", Shorten(alert.rule, 100)},
               {"text", Shorten(alert.output, 4000)},
               {"alert_type", AlertType(alert.level)},
               {"source_type_name", "falco"},
               {"date_happened", alert.time_ns / 1'000'000'000},
               {"tags", std::move(tags)}};
  if (!alert.hostname.empty()) body["host"] = alert.hostname;
  return body;
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const std::string key = context.section.Text("apikey");
  if (key.empty()) return nullptr;
  PostOptions options;
  options.name = "datadog";
  options.url =
      JoinUrl(TextOr(context.section, "host", "https://api.datadoghq.com"), "api/v1/events");
  options.headers = {{"DD-API-KEY", key}};
  options.body = [](const Payload& alert) { return Dump(Body(alert)); };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink DatadogSink() { return {"datadog", Keys, Make}; }

}  // namespace falco_run::outputs
