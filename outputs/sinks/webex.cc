// SPDX-License-Identifier: Apache-2.0
// Webex' incoming webhooks, 7,439 bytes a message:
// https://apphub.webex.com/applications/incoming-webhooks-cisco-systems-38054-23307-75252
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/chat.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;

// Escaping may double them.
constexpr size_t kLongestOutput = 1200;
constexpr FactLimits kLimits = {.count = 60, .name = 64, .value = 300, .total = 1600};

config::Keys Keys() {
  return {{.path = "webhookurl", .help = "The webhook's URL; empty: no Webex.", .secret = true}};
}

std::string Markdown(const Payload& alert) {
  std::string text = "# " + EscapeMarkdown(Shorten(alert.rule, 200)) + "\n\n" +
                     EscapeMarkdown(Shorten(alert.output, kLongestOutput)) + "\n\n";
  for (const Fact& fact : FactsOf(alert, kLimits)) {
    text += "* " + EscapeMarkdown(fact.name) + ": " + EscapeMarkdown(fact.value) + "\n";
  }
  return text;
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  PostOptions options;
  options.name = "webex";
  options.url = context.section.Text("webhookurl");
  if (options.url.empty()) return nullptr;
  options.body = [](const Payload& alert) { return Dump({{"markdown", Markdown(alert)}}); };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink WebexSink() { return {"webex", Keys, Make}; }

}  // namespace falco_run::outputs
