// SPDX-License-Identifier: Apache-2.0
// Kafka's REST proxy: https://docs.confluent.io/platform/current/kafka-rest/api.html
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/escaping.h"
#include "outputs/sinks/all.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;

config::Keys Keys() {
  return {
      {.path = "address", .help = "http://HOST:8082/topics/TOPIC; empty: no Kafka REST proxy."},
      {.path = "version",
       .type = config::Type::kNumber,
       .initial = "2",
       .help = "Of the proxy's API: 2 or 1."},
  };
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  PostOptions options;
  options.name = "kafkarest";
  options.url = context.section.Text("address");
  if (options.url.empty()) return nullptr;
  const uint64_t version = context.section.Number("version");
  if (version != 1 && version != 2) return absl::InvalidArgumentError("version: 1 or 2");
  options.content_type = "application/vnd.kafka.binary.v" + std::to_string(version) + "+json";
  options.body = [](const Payload& alert) {
    const Json record = {{"value", absl::Base64Escape(Dump(alert.ToJson()))}};
    return Dump({{"records", Json::array({record})}});
  };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink KafkaRestSink() { return {"kafkarest", Keys, Make}; }

}  // namespace falco_run::outputs
