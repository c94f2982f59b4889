// SPDX-License-Identifier: Apache-2.0
// Discord's webhooks: https://discord.com/developers/docs/resources/webhook#execute-webhook
// An embed has at most 25 fields and 6,000 characters.
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/chat.h"
#include "outputs/sinks/colors.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kLongestOutput = 2500;
constexpr FactLimits kLimits = {.count = 25, .name = 256, .value = 1000, .total = 3400};

config::Keys Keys() {
  return {
      {.path = "webhookurl", .help = "The webhook's URL; empty: no Discord.", .secret = true},
      {.path = "icon", .help = "URL of the sender's image."},
  };
}

Json Body(const Payload& alert, const std::string& icon) {
  Json embed = {{"description", EscapeMarkdown(Shorten(alert.output, kLongestOutput / 2))},
                {"color", std::stoi(std::string(ColorOf(alert.level)).substr(1), nullptr, 16)}};
  Json& fields = embed["fields"] = Json::array();
  for (const Fact& fact : FactsOf(alert, kLimits)) {
    // In a code span nothing has a meaning but its end.
    std::string value = fact.value;
    for (char& c : value) c = c == '`' ? '\'' : c;
    fields.push_back({{"name", fact.name},
                      {"value", "``" + value + "``"},
                      {"inline", fact.value.size() < 36 && fact.name != "time"}});
  }
  Json body = {{"content", ""}};
  if (!icon.empty()) body["avatar_url"] = icon;
  body["embeds"] = Json::array({std::move(embed)});
  body["allowed_mentions"] = {{"parse", Json::array()}};
  return body;
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  PostOptions options;
  options.name = "discord";
  options.url = context.section.Text("webhookurl");
  if (options.url.empty()) return nullptr;
  options.body = [icon = context.section.Text("icon")](const Payload& alert) {
    return Dump(Body(alert, icon));
  };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink DiscordSink() { return {"discord", Keys, Make}; }

}  // namespace falco_run::outputs
