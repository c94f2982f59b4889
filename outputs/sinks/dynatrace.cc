// SPDX-License-Identifier: Apache-2.0
// Dynatrace's logs:
// https://docs.dynatrace.com/docs/dynatrace-api/environment-api/log-monitoring-v2/post-ingest-logs
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
      {.path = "apitoken",
       .help = "A token with logs.ingest; empty: no Dynatrace.",
       .secret = true},
      {.path = "apiurl", .help = "https://ENVIRONMENT.live.dynatrace.com/api."},
  };
}

Json Record(const Payload& alert) {
  Json record = {{"timestamp", alert.time},    {"content", Shorten(alert.output, 60'000)},
                 {"severity", alert.priority}, {"log.source", "falco"},
                 {"event.id", alert.id},       {"event.provider", alert.source},
                 {"alert.name", alert.rule}};
  if (!alert.hostname.empty()) record["host.name"] = alert.hostname;
  if (!alert.tags.empty()) record["tags"] = alert.JoinedTags(",");
  // Dynatrace takes 50 attributes, some of which are above.
  constexpr size_t kMostAttributes = 50;
  for (const Payload::Field& field : alert.fields) {
    if (record.size() < kMostAttributes) record.emplace(field.name, Shorten(field.text, 250));
  }
  return record;
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const std::string token = context.section.Text("apitoken");
  const std::string url = context.section.Text("apiurl");
  if (token.empty() && url.empty()) return nullptr;
  if (token.empty() || url.empty()) {
    return absl::InvalidArgumentError("apitoken and apiurl are both needed");
  }
  PostOptions options;
  options.name = "dynatrace";
  options.url = JoinUrl(url, "v2/logs/ingest");
  options.content_type = "application/json; charset=utf-8";
  options.headers = {{"Authorization", "Api-Token " + token}};
  options.body = [](const Payload& alert) { return Dump(Json::array({Record(alert)})); };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink DynatraceSink() { return {"dynatrace", Keys, Make}; }

}  // namespace falco_run::outputs
