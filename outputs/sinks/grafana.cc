// SPDX-License-Identifier: Apache-2.0
// Grafana's annotations: https://grafana.com/docs/grafana/latest/developers/http_api/annotations/
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;

config::Keys Keys() {
  return {
      {.path = "hostport", .help = "http://HOST:PORT; empty: no Grafana."},
      {.path = "apikey", .help = "A token of a service account.", .secret = true},
      {.path = "dashboardid",
       .type = config::Type::kNumber,
       .initial = "0",
       .help = "Annotate this dashboard alone; 0: all."},
      {.path = "panelid",
       .type = config::Type::kNumber,
       .initial = "0",
       .help = "Annotate this panel alone; 0: all."},
      {.path = "allfieldsastags",
       .type = config::Type::kBool,
       .initial = "false",
       .help = "Values of fields and tags are tags of the annotation, too."},
      CustomHeadersKey(),
  };
}

Json Body(const Payload& alert, uint64_t dashboard, uint64_t panel, bool all_fields) {
  Json tags = {"falco", alert.priority, alert.rule, alert.source};
  if (!alert.hostname.empty()) tags.push_back(alert.hostname);
  if (all_fields) {
    for (const Payload::Field& field : alert.fields) tags.push_back(field.text);
    for (const std::string& tag : alert.tags) tags.push_back(tag);
  }
  const uint64_t milliseconds = alert.time_ns / 1'000'000;
  Json body;
  if (dashboard != 0) body["dashboardId"] = dashboard;
  if (panel != 0) body["panelId"] = panel;
  body["time"] = milliseconds;
  body["timeEnd"] = milliseconds;
  body["tags"] = std::move(tags);
  body["text"] = alert.output;
  return body;
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const config::Reader& section = context.section;
  const std::string host = section.Text("hostport");
  if (host.empty()) return nullptr;
  PostOptions options;
  options.name = "grafana";
  options.url = JoinUrl(host, "api/annotations");
  if (const std::string key = section.Text("apikey"); !key.empty()) {
    options.headers = {{"Authorization", "Bearer " + key}};
  }
  options.body = [dashboard = section.Number("dashboardid"), panel = section.Number("panelid"),
                  all_fields = section.Bool("allfieldsastags")](const Payload& alert) {
    return Dump(Body(alert, dashboard, panel, all_fields));
  };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink GrafanaSink() { return {"grafana", Keys, Make}; }

}  // namespace falco_run::outputs
