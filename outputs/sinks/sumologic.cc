// SPDX-License-Identifier: Apache-2.0
// Sumo Logic's HTTP sources:
// https://help.sumologic.com/docs/send-data/hosted-collectors/http-source/logs-metrics/upload-logs/
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

config::Keys Keys() {
  return {
      {.path = "receiverurl", .help = "The source's URL; empty: no Sumo Logic.", .secret = true},
      {.path = "sourcecategory", .help = "Instead of the source's own category."},
      {.path = "sourcehost", .help = "Instead of the source's own host."},
      {.path = "name", .help = "Instead of the source's own name."},
  };
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  PostOptions options;
  options.name = "sumologic";
  options.url = context.section.Text("receiverurl");
  if (options.url.empty()) return nullptr;
  const auto add = [&](const char* header, const char* key) {
    const std::string value = context.section.Text(key);
    if (!value.empty()) options.headers.push_back({header, value});
  };
  add("X-Sumo-Category", "sourcecategory");
  add("X-Sumo-Host", "sourcehost");
  add("X-Sumo-Name", "name");
  options.body = [](const Payload& alert) { return Dump(alert.ToJson()); };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink SumologicSink() { return {"sumologic", Keys, Make}; }

}  // namespace falco_run::outputs
