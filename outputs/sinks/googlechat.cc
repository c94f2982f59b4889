// SPDX-License-Identifier: Apache-2.0
// Google Chat's webhooks, messages of at most 32,000 bytes:
// https://developers.google.com/workspace/chat/api/reference/rest/v1/cards
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/chat.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kLongestText = 4000;
constexpr FactLimits kLimits = {.count = 80, .value = 1000, .total = 8000};

config::Keys Keys() {
  return {
      {.path = "webhookurl", .help = "The webhook's URL; empty: no Google Chat.", .secret = true},
      {.path = "outputformat",
       .initial = "all",
       .help = "all, or text: messageformat alone, the output line if there is none.",
       .choices = "all|text"},
      MessageFormatKey(),
  };
}

// A card's texts are HTML.
Json Card(const Payload& alert) {
  Json widgets = Json::array();
  widgets.push_back(
      {{"textParagraph", {{"text", EscapeHtml(Shorten(alert.output, kLongestText))}}}});
  for (const Fact& fact : FactsOf(alert, kLimits)) {
    widgets.push_back({{"decoratedText",
                        {{"topLabel", EscapeHtml(fact.name)},
                         {"text", EscapeHtml(fact.value)},
                         {"wrapText", true}}}});
  }
  return {{"cardId", alert.id},
          {"card", {{"sections", Json::array({{{"widgets", std::move(widgets)}}})}}}};
}

Json Body(const Payload& alert, const std::optional<Template>& format, bool text_only) {
  Json body;
  if (format) {
    // Mentions are <users/all>.
    const auto escape = [](std::string_view text) { return EscapeHtml(text); };
    body["text"] = Shorten(RenderMessage(*format, alert, escape), kLongestText);
  } else if (text_only) {
    body["text"] = EscapeHtml(Shorten(alert.output, kLongestText));
  }
  if (!text_only) body["cardsV2"] = Json::array({Card(alert)});
  return body;
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  PostOptions options;
  options.name = "googlechat";
  options.url = context.section.Text("webhookurl");
  if (options.url.empty()) return nullptr;
  options.content_type = "application/json; charset=UTF-8";
  auto format = ReadMessageFormat(context.section);
  if (!format.ok()) return format.status();
  const bool text_only = context.section.Text("outputformat") == "text";
  options.body = [format = *std::move(format), text_only](const Payload& alert) {
    return Dump(Body(alert, format, text_only));
  };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink GooglechatSink() { return {"googlechat", Keys, Make}; }

}  // namespace falco_run::outputs
