// SPDX-License-Identifier: Apache-2.0
// Microsoft Teams' webhooks and workflows, message cards of at most 28 KB:
// https://learn.microsoft.com/en-us/outlook/actionable-messages/message-card-reference
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/chat.h"
#include "outputs/sinks/colors.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;

constexpr FactLimits kLimits = {.count = 60, .value = 1000, .total = 10'000};

config::Keys Keys() {
  return {
      {.path = "webhookurl", .help = "The webhook's URL; empty: no Teams.", .secret = true},
      {.path = "activityimage", .help = "URL of an image beside each message."},
      {.path = "outputformat",
       .initial = "all",
       .help = "all, text: the output line without facts, or facts.",
       .choices = "all|text|facts|fields"},
  };
}

Json Body(const Payload& alert, const std::string& image, const std::string& format) {
  Json section = {{"activityTitle", "falco-run"}, {"activitySubTitle", alert.time}};
  if (!image.empty()) section["activityImage"] = image;
  // What programs put into an alert shows as it is.
  section["markdown"] = false;
  if (format == "all" || format == "text") section["text"] = Shorten(alert.output, 6000);
  if (format != "text") {
    Json& facts = section["facts"] = Json::array();
    for (const Fact& fact : FactsOf(alert, kLimits)) {
      facts.push_back({{"name", fact.name}, {"value", fact.value}});
    }
  }
  return {{"@type", "MessageCard"},
          {"@context", "http://schema.org/extensions"},
          {"themeColor", std::string(ColorOf(alert.level)).substr(1)},
          {"summary", Shorten(alert.output, 500)},
          {"sections", Json::array({std::move(section)})}};
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  PostOptions options;
  options.name = "teams";
  options.url = context.section.Text("webhookurl");
  if (options.url.empty()) return nullptr;
  options.body = [image = context.section.Text("activityimage"),
                  format = TextOr(context.section, "outputformat", "all")](const Payload& alert) {
    return Dump(Body(alert, image, format));
  };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink TeamsSink() { return {"teams", Keys, Make}; }

}  // namespace falco_run::outputs
