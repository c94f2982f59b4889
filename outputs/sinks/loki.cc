// SPDX-License-Identifier: Apache-2.0
// Grafana Loki: https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/labels.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;

config::Keys Keys() {
  return {
      {.path = "hostport", .help = "http://HOST:PORT; empty: no Loki."},
      {.path = "user", .help = "User for Grafana Cloud."},
      {.path = "apikey", .help = "The user's API key.", .secret = true},
      {.path = "tenant", .help = "The tenant, for X-Scope-OrgID."},
      {.path = "endpoint", .initial = "/loki/api/v1/push", .help = "Where logs are pushed."},
      {.path = "extralabels",
       .help = "Fields that are labels, too, besides rule, source, priority, tags and custom "
               "fields; separated by commas."},
      {.path = "format",
       .initial = "text",
       .help = "text: the output line, or json.",
       .choices = "text|json"},
      CustomHeadersKey(),
  };
}

// As Falcosidekick names labels, so that queries go on working: no dots, no brackets.
std::string Label(std::string name) {
  std::erase_if(name, [](char c) { return c == '.' || c == '[' || c == ']'; });
  return SafeLabel(name);
}

Json Body(const Payload& alert, const std::vector<std::string>& label_fields, bool as_json) {
  std::map<std::string, std::string> labels;
  for (const std::string& name : label_fields) {
    if (const std::string* value = alert.FindField(name)) labels[Label(name)] = *value;
  }
  labels["rule"] = alert.rule;
  labels["source"] = alert.source;
  labels["priority"] = alert.priority;
  if (!alert.hostname.empty()) labels["hostname"] = alert.hostname;
  if (!alert.tags.empty()) labels["tags"] = alert.JoinedTags(",");
  const std::string line = as_json ? Dump(alert.ToJson()) : alert.output;
  return {{"streams",
           Json::array(
               {{{"stream", labels},
                 {"values", Json::array({Json::array({std::to_string(alert.time_ns), line})})}}})}};
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const config::Reader& section = context.section;
  const std::string host = section.Text("hostport");
  if (host.empty()) return nullptr;
  PostOptions options;
  options.name = "loki";
  options.url = JoinUrl(host, TextOr(section, "endpoint", "/loki/api/v1/push"));
  options.headers = BasicAuth(section.Text("user"), section.Text("apikey"));
  if (const std::string tenant = section.Text("tenant"); !tenant.empty()) {
    options.headers.push_back({"X-Scope-OrgID", tenant});
  }
  std::vector<std::string> labels = SplitNames(section.Text("extralabels"));
  for (const auto& [name, value] : context.globals.custom_fields) labels.push_back(name);
  options.body = [labels, as_json = section.Text("format") == "json"](const Payload& alert) {
    return Dump(Body(alert, labels, as_json));
  };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink LokiSink() { return {"loki", Keys, Make}; }

}  // namespace falco_run::outputs
