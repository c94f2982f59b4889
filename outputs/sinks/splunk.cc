// SPDX-License-Identifier: Apache-2.0
// Splunk's HTTP Event Collector:
// https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector
#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;

config::Keys Keys() {
  return {
      {.path = "host", .help = "http://HOST:8088/services/collector/event; empty: no Splunk."},
      {.path = "token", .help = "The collector's token.", .secret = true},
      CustomHeadersKey(),
  };
}

Json Body(const Payload& alert) {
  char time[32];
  std::snprintf(time, sizeof time, "%llu.%03u",
                static_cast<unsigned long long>(alert.time_ns / 1'000'000'000),
                static_cast<unsigned>(alert.time_ns % 1'000'000'000 / 1'000'000));
  Json body = {{"time", time}};
  if (!alert.hostname.empty()) body["host"] = alert.hostname;
  body["source"] = "falco";
  body["sourcetype"] = "falcosidekick";
  body["event"] = alert.ToJson();
  return body;
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  PostOptions options;
  options.name = "splunk";
  options.url = context.section.Text("host");
  if (options.url.empty()) return nullptr;
  if (const std::string token = context.section.Text("token"); !token.empty()) {
    options.headers = {{"Authorization", "Splunk " + token}};
  }
  options.body = [](const Payload& alert) { return Dump(Body(alert)); };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink SplunkSink() { return {"splunk", Keys, Make}; }

}  // namespace falco_run::outputs
