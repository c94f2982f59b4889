// SPDX-License-Identifier: Apache-2.0
// CloudEvents 1.0 over HTTP, in binary mode as Falcosidekick, or structured:
// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/chat.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;
using Attributes = std::map<std::string, std::string>;

// Servers take some kilobytes of headers.
constexpr size_t kLongest = 500;

config::Keys Keys() {
  return {
      {.path = "address", .help = "The receiver's URL; empty: no CloudEvents."},
      {.path = "extensions", .type = config::Type::kTextMap, .help = "Extensions to add."},
      {.path = "mode",
       .initial = "binary",
       .help = "binary: attributes are headers; structured: the body has it all.",
       .choices = "binary|structured"},
  };
}

// Names of attributes are lower-case letters and digits.
std::string Name(std::string_view text) {
  std::string name;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && std::isalnum(byte)) name += static_cast<char>(std::tolower(byte));
  }
  return name;
}

// What is not printable ASCII, spaces, quotes and % are escaped in headers.
std::string HeaderValue(std::string_view text) {
  std::string value;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > ' ' && byte < 0x7F && c != '"' && c != '%') {
      value += c;
    } else {
      constexpr char kDigits[] = "0123456789ABCDEF";
      ((value += '%') += kDigits[byte >> 4]) += kDigits[byte & 15];
    }
  }
  return value;
}

Attributes AttributesOf(const Payload& alert, const Attributes& extensions) {
  Attributes attributes = {{"priority", alert.priority},
                           {"rule", Shorten(alert.rule, kLongest)},
                           {"eventsource", alert.source}};
  if (!alert.hostname.empty()) attributes["hostname"] = Shorten(alert.hostname, kLongest);
  for (const auto& [name, value] : extensions) attributes[Name(name)] = value;
  attributes["specversion"] = "1.0";
  attributes["id"] = alert.id;
  attributes["source"] = "https://falco.org";
  attributes["type"] = "falco.rule.output.v1";
  attributes["time"] = alert.time;
  return attributes;
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  PostOptions options;
  options.name = "cloudevents";
  options.url = context.section.Text("address");
  if (options.url.empty()) return nullptr;
  const Attributes extensions = context.section.TextMap("extensions");
  for (const auto& [name, value] : extensions) {
    if (Name(name).empty()) {
      return absl::InvalidArgumentError("extensions: '" + name + "' has no letter or digit");
    }
  }
  if (context.section.Text("mode") == "structured") {
    options.content_type = "application/cloudevents+json";
    options.body = [extensions](const Payload& alert) {
      Json event = AttributesOf(alert, extensions);
      event["datacontenttype"] = "application/json";
      event["data"] = alert.ToJson();
      return Dump(event);
    };
  } else {
    options.alert_headers = [extensions](const Payload& alert) {
      std::vector<http::Header> headers;
      for (const auto& [name, value] : AttributesOf(alert, extensions)) {
        headers.push_back({"ce-" + name, HeaderValue(value)});
      }
      return headers;
    };
    options.body = [](const Payload& alert) { return Dump(alert.ToJson()); };
  }
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink CloudEventsSink() { return {"cloudevents", Keys, Make}; }

}  // namespace falco_run::outputs
