// SPDX-License-Identifier: Apache-2.0
// OpenTelemetry's logs as JSON over HTTP: https://opentelemetry.io/docs/specs/otlp/#otlphttp
#include <nlohmann/json.hpp>
#include <utility>

#include "http/url.h"
#include "outputs/sinks/all.h"
#include "outputs/sinks/labels.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kOneByOne[] = "alerts are sent one by one";

config::Keys Keys() {
  return {
      {.path = "endpoint", .help = "http://HOST:4318/v1/logs; empty: no OTLP logs."},
      {.path = "protocol",
       .help = "OTLP over HTTP, always with JSON; grpc is not there.",
       .choices = "http/json|http/protobuf|grpc"},
      {.path = "timeout",
       .type = config::Type::kDuration,
       .initial = "10000",
       .help = "Of a request, in milliseconds."},
      {.path = "headers", .help = "name=value,name=value.", .secret = true},
      {.path = "synced", .no_effect = kOneByOne},
      {.path = "duration", .no_effect = "logs have no duration"},
      {.path = "tls", .no_effect = "https:// in the endpoint says it"},
      {.path = "extraenvvars",
       .type = config::Type::kTextMap,
       .no_effect = "there is no SDK that would read them"},
  };
}

// https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber
int SeverityNumber(proto::Priority level) {
  switch (level) {
    case proto::EMERGENCY:
      return 24;
    case proto::ALERT:
      return 22;
    case proto::CRITICAL:
      return 21;
    case proto::ERROR:
      return 17;
    case proto::WARNING:
      return 13;
    case proto::NOTICE:
      return 10;
    case proto::INFORMATIONAL:
      return 9;
    default:
      return 5;
  }
}

Json Attribute(const std::string& name, Json value) {
  return {{"key", name}, {"value", std::move(value)}};
}

Json Body(const Payload& alert) {
  const auto text = [](const std::string& value) { return Json{{"stringValue", value}}; };
  Json attributes = Json::array(
      {Attribute("priority", text(alert.priority)), Attribute("source", text(alert.source)),
       Attribute("rule", text(alert.rule)), Attribute("hostname", text(alert.hostname)),
       Attribute("tags", text(alert.JoinedTags(","))), Attribute("uuid", text(alert.id))});
  for (const Payload::Field& field : alert.fields) {
    Json value = text(field.text);
    if (field.is_number) {
      const Json number = Json::parse(field.text, nullptr, false);
      // 64-bit numbers are texts in OTLP's JSON.
      if (number.is_number_integer()) value = {{"intValue", field.text}};
      if (number.is_number_float()) value = {{"doubleValue", number}};
    }
    attributes.push_back(Attribute(field.name, std::move(value)));
  }
  const std::string time = std::to_string(alert.time_ns);
  Json record = {{"timeUnixNano", time},
                 {"observedTimeUnixNano", time},
                 {"severityNumber", SeverityNumber(alert.level)},
                 {"severityText", alert.priority},
                 {"body", text(alert.output)},
                 {"attributes", std::move(attributes)}};
  Json resource = {{"attributes", Json::array({Attribute("service.name", text("falco-run")),
                                               Attribute("host.name", text(alert.hostname))})}};
  Json scope = {{"scope", {{"name", "falco"}}}, {"logRecords", Json::array({std::move(record)})}};
  return {{"resourceLogs", Json::array({{{"resource", std::move(resource)},
                                         {"scopeLogs", Json::array({std::move(scope)})}}})}};
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const config::Reader& section = context.section;
  PostOptions options;
  options.name = "otlp.logs";
  options.url = section.Text("endpoint");
  if (options.url.empty()) return nullptr;
  if (section.Text("protocol") == "grpc") {
    return absl::InvalidArgumentError("protocol: grpc is not there; http/json is, port 4318");
  }
  const auto url = http::ParseUrl(options.url);
  if (!url.ok()) return url.status();
  if (url->target == "/") options.url = JoinUrl(options.url, "v1/logs");
  for (const std::string& item : SplitNames(section.Text("headers"))) {
    const size_t equals = item.find('=');
    if (equals == std::string::npos) {
      return absl::InvalidArgumentError("headers: each has the form name=value");
    }
    options.headers.push_back({item.substr(0, equals), item.substr(equals + 1)});
  }
  if (const auto timeout = section.Duration("timeout"); timeout.count() > 0) {
    options.timeout = timeout;
  }
  options.body = [](const Payload& alert) { return Dump(Body(alert)); };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink OtlpLogsSink() { return {"otlp.logs", Keys, Make}; }

}  // namespace falco_run::outputs
