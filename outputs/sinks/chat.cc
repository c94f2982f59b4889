// SPDX-License-Identifier: Apache-2.0
#include "outputs/sinks/chat.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;
using Escape = std::function<std::string(std::string_view)>;

void EscapeAll(const Escape& escape, Json& json) {
  if (json.is_string()) json = escape(json.get_ref<const std::string&>());
  if (json.is_structured()) {
    for (Json& member : json) EscapeAll(escape, member);
  }
}

}  // namespace

std::string Shorten(std::string_view text, size_t most) {
  constexpr std::string_view kMore = "…";
  if (text.size() <= most) return std::string(text);
  if (most < kMore.size()) return "";
  size_t size = most - kMore.size();
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return std::string(text.substr(0, size)) + std::string(kMore);
}

std::vector<Fact> FactsOf(const Payload& alert, const FactLimits& limits) {
  std::vector<Fact> facts;
  size_t room = limits.total;
  const auto add = [&](std::string_view name, std::string_view value, size_t reserved) {
    if (value.empty() || facts.size() + reserved >= limits.count) return;
    Fact fact = {Shorten(name, limits.name), Shorten(value, limits.value)};
    const size_t size = fact.name.size() + fact.value.size();
    if (size > room) return;
    room -= size;
    facts.push_back(std::move(fact));
  };
  const Fact time = {"time", alert.time};
  room -= std::min(room, time.name.size() + time.value.size());
  add("rule", alert.rule, 1);
  add("priority", alert.priority, 1);
  add("source", alert.source, 1);
  add("hostname", alert.hostname, 1);
  add("tags", alert.JoinedTags(", "), 1);
  for (const Payload::Field& field : alert.fields) add(field.name, field.text, 1);
  facts.push_back(time);
  return facts;
}

config::Key MessageFormatKey() {
  return {.path = "messageformat",
          .help = "A template for the text above the alert; see docs/outputs.md."};
}

absl::StatusOr<std::optional<Template>> ReadMessageFormat(const config::Reader& section) {
  const std::string text = section.Text("messageformat");
  if (text.empty()) return std::nullopt;
  auto parsed = Template::Parse(text, TemplateFields());
  if (parsed.ok()) return *std::move(parsed);
  return absl::InvalidArgumentError("messageformat, " + std::string(parsed.status().message()));
}

std::string RenderMessage(const Template& format, const Payload& alert, const Escape& escape) {
  Json data = alert.ToTemplateData();
  if (escape) EscapeAll(escape, data);
  auto text = format.Render(data);
  return text.ok() ? *std::move(text)
                   : "(messageformat, " + std::string(text.status().message()) + ")";
}

std::string EscapeHtml(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string EscapeWith(std::string_view special, std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (special.find(c) != special.npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string EscapeMarkdown(std::string_view text) {
  return EscapeWith("\\`*_{}[]()<>#+-!|~@", text);
}

}  // namespace falco_run::outputs
