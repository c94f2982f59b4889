// SPDX-License-Identifier: Apache-2.0
// Telegram's bots: https://core.telegram.org/bots/api#sendmessage, 4,096 characters a message.
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/chat.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;

constexpr FactLimits kLimits = {.count = 40, .name = 64, .value = 300, .total = 2000};

config::Keys Keys() {
  return {
      {.path = "token", .help = "The bot's token; empty: no Telegram.", .secret = true},
      {.path = "chatid", .help = "The chat that gets the messages."},
      {.path = "messagethreadid", .help = "The topic in the chat."},
      {.path = "apiurl",
       .initial = "https://api.telegram.org",
       .help = "Instead of Telegram's own Bot API server."},
  };
}

// Every character that MarkdownV2 wants escaped.
std::string Escape(std::string_view text) { return EscapeWith("\\_*[]()~`>#+-=|{}.!", text); }

std::string Text(const Payload& alert) {
  std::string text = "*\\[Falco\\] \\[" + Escape(alert.priority) + "\\] " +
                     Escape(Shorten(alert.rule, 200)) + "*\n\n";
  for (const Fact& fact : FactsOf(alert, kLimits)) {
    if (fact.name == "rule" || fact.name == "priority") continue;
    text += "• *" + Escape(fact.name) + "*: " + Escape(fact.value) + "\n";
  }
  return text + "\n*Output*: " + Escape(Shorten(alert.output, 1200)) + "\n";
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const std::string token = context.section.Text("token");
  const std::string chat = context.section.Text("chatid");
  if (token.empty() && chat.empty()) return nullptr;
  if (token.empty() || chat.empty()) {
    return absl::InvalidArgumentError("token and chatid are both needed");
  }
  PostOptions options;
  options.name = "telegram";
  options.url = JoinUrl(TextOr(context.section, "apiurl", "https://api.telegram.org"),
                        "bot" + token + "/sendMessage");
  options.body = [chat, topic = context.section.Text("messagethreadid")](const Payload& alert) {
    Json body = {{"chat_id", chat},
                 {"text", Text(alert)},
                 {"parse_mode", "MarkdownV2"},
                 {"disable_web_page_preview", true}};
    if (!topic.empty()) body["message_thread_id"] = topic;
    return Dump(body);
  };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink TelegramSink() { return {"telegram", Keys, Make}; }

}  // namespace falco_run::outputs
