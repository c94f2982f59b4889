// SPDX-License-Identifier: Apache-2.0
#include "outputs/sinks/slack_message.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "outputs/sinks/chat.h"
#include "outputs/sinks/colors.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;

struct Style {
  SlackDialect dialect;
  std::string channel, username, icon, footer, output_format;
  std::optional<Template> message_format;
};

Json Body(const Payload& alert, const Style& style) {
  const auto escaped = [&](std::string_view text, size_t most) {
    const std::string shortened = Shorten(text, most);
    return style.dialect.escape ? style.dialect.escape(shortened) : shortened;
  };
  const std::string output = escaped(alert.output, style.dialect.text_limit);
  Json attachment = {{"fallback", output}, {"color", ColorOf(alert.level)}};
  if (style.output_format != "fields") attachment["text"] = output;
  if (style.output_format != "text") {
    Json& fields = attachment["fields"] = Json::array();
    for (const Fact& fact : FactsOf(alert, {})) {
      const bool is_short = fact.value.size() < 36 && fact.name != "time";
      fields.push_back(
          {{"title", fact.name}, {"value", escaped(fact.value, 2000)}, {"short", is_short}});
    }
  }
  attachment["footer"] = style.footer;
  Json body;
  if (style.message_format) {
    body["text"] = Shorten(RenderMessage(*style.message_format, alert, style.dialect.escape),
                           style.dialect.text_limit);
  }
  if (!style.username.empty()) body["username"] = style.username;
  if (style.icon.starts_with(":")) {
    body["icon_emoji"] = style.icon;
  } else if (!style.icon.empty()) {
    body["icon_url"] = style.icon;
  }
  if (!style.channel.empty()) body["channel"] = style.channel;
  body["attachments"] = Json::array({std::move(attachment)});
  return body;
}

}  // namespace

config::Keys SlackKeys() {
  return {
      {.path = "webhookurl", .help = "The webhook's URL; empty: no such messages.", .secret = true},
      {.path = "username", .initial = "falco-run", .help = "Who the message is from."},
      {.path = "icon", .help = "URL of an image, or :emoji:."},
      {.path = "footer",
       .initial = "falco-run: Falco's rules without a driver",
       .help = "The line below each message."},
      {.path = "outputformat",
       .initial = "all",
       .help = "all, text: the output line without fields, or fields.",
       .choices = "all|text|fields"},
      MessageFormatKey(),
  };
}

absl::StatusOr<std::unique_ptr<Output>> MakeSlackSink(const SinkContext& context,
                                                      SlackDialect dialect) {
  const config::Reader& section = context.section;
  const std::string url = section.Text("webhookurl");
  if (url.empty()) return nullptr;
  auto format = ReadMessageFormat(section);
  if (!format.ok()) return format.status();
  PostOptions options;
  options.name = dialect.name;
  options.url = url;
  const Style style = {std::move(dialect),   section.Text("channel"), section.Text("username"),
                       section.Text("icon"), section.Text("footer"),  section.Text("outputformat"),
                       *std::move(format)};
  options.body = [style](const Payload& alert) { return Dump(Body(alert, style)); };
  return MakePostSink(context, std::move(options));
}

}  // namespace falco_run::outputs
