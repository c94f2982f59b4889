// SPDX-License-Identifier: Apache-2.0
// Opsgenie's alerts: https://docs.opsgenie.com/docs/alert-api#create-alert
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/chat.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;

constexpr FactLimits kLimits = {.name = 128, .value = 1000, .total = 7500};  // 8,000 in all

config::Keys Keys() {
  return {
      {.path = "apikey", .help = "The API key; empty: no Opsgenie.", .secret = true},
      {.path = "region", .initial = "us", .help = "us or eu.", .choices = "us|eu"},
      {.path = "apiurl", .help = "Instead of the region's https://api.opsgenie.com."},
  };
}

const char* Priority(proto::Priority level) {
  switch (level) {
    case proto::EMERGENCY:
    case proto::ALERT:
      return "P1";
    case proto::CRITICAL:
      return "P2";
    case proto::ERROR:
      return "P3";
    case proto::WARNING:
      return "P4";
    default:
      return "P5";
  }
}

Json Body(const Payload& alert) {
  Json details = Json::object();
  for (const Fact& fact : FactsOf(alert, kLimits)) {
    std::string name = fact.name;
    for (char& c : name) c = c == '.' ? '_' : c;
    details[name] = fact.value;
  }
  Json tags = Json::array();
  for (const std::string& tag : alert.tags) {
    if (tags.size() < 20) tags.push_back(Shorten(tag, 50));
  }
  return {{"message", Shorten(alert.output.empty() ? alert.rule : alert.output, 130)},
          // What is sent again makes no second alert.
          {"alias", alert.id.substr(0, 512)},
          {"description", Shorten(alert.output, 15'000)},
          {"tags", std::move(tags)},
          {"details", std::move(details)},
          {"entity", Shorten(alert.hostname, 512)},
          {"source", "falco-run"},
          {"priority", Priority(alert.level)}};
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const std::string key = context.section.Text("apikey");
  if (key.empty()) return nullptr;
  PostOptions options;
  options.name = "opsgenie";
  std::string host = context.section.Text("apiurl");
  if (host.empty()) {
    const bool eu = context.section.Text("region") == "eu";
    host = eu ? "https://api.eu.opsgenie.com" : "https://api.opsgenie.com";
  }
  options.url = JoinUrl(host, "v2/alerts");
  options.headers = {{"Authorization", "GenieKey " + key}};
  options.body = [](const Payload& alert) { return Dump(Body(alert)); };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink OpsgenieSink() { return {"opsgenie", Keys, Make}; }

}  // namespace falco_run::outputs
