// SPDX-License-Identifier: Apache-2.0
// PagerDuty's Events API v2: https://developer.pagerduty.com/docs/send-alert-event
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
      {.path = "routingkey", .help = "The integration's key; empty: no PagerDuty.", .secret = true},
      {.path = "region", .initial = "us", .help = "us or eu.", .choices = "us|eu"},
      {.path = "apiurl", .help = "Instead of the region's https://events.pagerduty.com."},
  };
}

const char* Severity(proto::Priority level) {
  if (level <= proto::CRITICAL) return "critical";
  if (level == proto::ERROR) return "error";
  return level == proto::WARNING ? "warning" : "info";
}

Json Body(const Payload& alert, const std::string& key) {
  Json details = Json::object();
  const Json all = alert.ToJson();
  for (const char* name : {"rule", "priority", "source", "hostname", "output"}) {
    details[name] = all[name];
  }
  details["tags"] = alert.JoinedTags(", ");
  for (const auto& [name, value] : all["output_fields"].items()) details[name] = value;
  return {{"routing_key", key},
          {"event_action", "trigger"},
          // What is sent again makes no second incident.
          {"dedup_key", alert.id.substr(0, 255)},
          {"client", "falco-run"},
          {"payload",
           {{"summary", Shorten(alert.output.empty() ? alert.rule : alert.output, 1024)},
            {"source", alert.hostname.empty() ? "falco" : alert.hostname},
            {"severity", Severity(alert.level)},
            {"timestamp", alert.time},
            {"component", "falco"},
            {"class", Shorten(alert.rule, 255)},
            {"custom_details", std::move(details)}}}};
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const std::string key = context.section.Text("routingkey");
  if (key.empty()) return nullptr;
  PostOptions options;
  options.name = "pagerduty";
  std::string host = context.section.Text("apiurl");
  if (host.empty()) {
    const bool eu = context.section.Text("region") == "eu";
    host = eu ? "https://events.eu.pagerduty.com" : "https://events.pagerduty.com";
  }
  options.url = JoinUrl(host, "v2/enqueue");
  options.body = [key](const Payload& alert) { return Dump(Body(alert, key)); };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink PagerdutySink() { return {"pagerduty", Keys, Make}; }

}  // namespace falco_run::outputs
