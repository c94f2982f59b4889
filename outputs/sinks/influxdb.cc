// SPDX-License-Identifier: Apache-2.0
// InfluxDB 1 (database) and 2 (organization and bucket), a point an alert:
// https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/chat.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

config::Keys Keys() {
  return {
      {.path = "hostport", .help = "http://HOST:PORT; empty: no InfluxDB."},
      {.path = "database", .initial = "falco", .help = "The database of InfluxDB 1."},
      {.path = "organization", .help = "The organization of InfluxDB 2; empty: InfluxDB 1."},
      {.path = "bucket", .initial = "falco", .help = "The bucket of InfluxDB 2."},
      {.path = "precision",
       .initial = "ns",
       .help = "Of the points' times.",
       .choices = "ns|us|ms|s"},
      {.path = "user", .help = "User of InfluxDB 1."},
      {.path = "password", .help = "The user's password.", .secret = true},
      {.path = "token", .help = "API token of InfluxDB 2, instead of a user.", .secret = true},
  };
}

// Spaces become '_', as Falcosidekick has it. A line break would end the point, a backslash at
// the end escape what follows.
std::string Tag(std::string_view text) {
  std::string tag;
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < ' ';
    tag += c == ' ' || control ? '_' : c;
  }
  while (tag.ends_with('\\')) tag.back() = '_';
  return EscapeWith(",=", tag);
}

uint64_t TimeIn(const std::string& precision, uint64_t time_ns) {
  if (precision == "us") return time_ns / 1'000;
  if (precision == "ms") return time_ns / 1'000'000;
  return precision == "s" ? time_ns / 1'000'000'000 : time_ns;
}

std::string Line(const Payload& alert, const std::string& precision) {
  std::string line = "events";
  const auto add = [&](std::string_view name, std::string_view value) {
    if (name.empty() || value.empty()) return;
    line += "," + Tag(name) + "=" + Tag(value);
  };
  add("rule", alert.rule);
  add("priority", alert.priority);
  add("source", alert.source);
  for (const Payload::Field& field : alert.fields) {
    if (field.name != "rule" && field.name != "priority" && field.name != "source") {
      add(field.name, field.text);
    }
  }
  add("hostname", alert.hostname);
  add("tags", alert.JoinedTags("_"));
  std::string value = EscapeWith("\"\\", Shorten(alert.output, 60'000));
  for (char& c : value) c = c == '\n' || c == '\r' ? ' ' : c;
  return line + " value=\"" + value + "\" " + std::to_string(TimeIn(precision, alert.time_ns));
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const config::Reader& section = context.section;
  const std::string host = section.Text("hostport");
  if (host.empty()) return nullptr;
  PostOptions options;
  options.name = "influxdb";
  const std::string organization = section.Text("organization");
  const std::string precision = TextOr(section, "precision", "ns");
  // InfluxDB 1 names microseconds otherwise.
  const std::string old = precision == "us" ? "u" : precision;
  options.url = organization.empty()
                    ? JoinUrl(host, "write?db=" + UrlEscape(TextOr(section, "database", "falco")) +
                                        "&precision=" + old)
                    : JoinUrl(host, "api/v2/write?org=" + UrlEscape(organization) +
                                        "&bucket=" + UrlEscape(TextOr(section, "bucket", "falco")) +
                                        "&precision=" + precision);
  options.content_type = "text/plain; charset=utf-8";
  options.headers = BasicAuth(section.Text("user"), section.Text("password"));
  if (const std::string token = section.Text("token"); !token.empty()) {
    options.headers = {{"Authorization", "Token " + token}};
  }
  options.headers.push_back({"Accept", "application/json"});
  options.body = [precision](const Payload& alert) { return Line(alert, precision); };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink InfluxdbSink() { return {"influxdb", Keys, Make}; }

}  // namespace falco_run::outputs
