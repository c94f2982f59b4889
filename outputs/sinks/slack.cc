// SPDX-License-Identifier: Apache-2.0
// Slack's incoming webhooks:
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/http_sender.h"
#include "outputs/sinks/all.h"
#include "outputs/sinks/colors.h"
#include "outputs/sinks/payload.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;

struct SlackOptions {
  std::string channel, username, icon, footer, output_format;
};

config::Keys Keys() {
  return {
      {.path = "webhookurl", .help = "The webhook's URL; empty: no Slack.", .secret = true},
      {.path = "channel", .help = "Instead of the webhook's own channel: #channel or @user."},
      {.path = "username", .initial = "falco-run", .help = "Who the message is from."},
      {.path = "icon", .help = "URL of an image, or :emoji:."},
      {.path = "footer", .help = "The line below each message; empty: the project's page."},
      {.path = "outputformat",
       .initial = "all",
       .help = "all, or text: the output line without fields.",
       .choices = "all|text|fields"},
  };
}

Json Short(const std::string& title, const std::string& value) {
  return {{"title", title}, {"value", value}, {"short", value.size() < 36}};
}

Json Body(const Payload& alert, const SlackOptions& options) {
  Json attachment = {{"fallback", alert.output}, {"color", ColorOf(alert.level)}};
  if (options.output_format != "fields") attachment["text"] = alert.output;
  if (options.output_format != "text") {
    Json& fields = attachment["fields"] = Json::array();
    fields.push_back(Short("rule", alert.rule));
    fields.push_back(Short("priority", alert.priority));
    fields.push_back(Short("source", alert.source));
    if (!alert.hostname.empty()) fields.push_back(Short("hostname", alert.hostname));
    if (!alert.tags.empty()) {
      std::string tags;
      for (const std::string& tag : alert.tags) tags += (tags.empty() ? "" : ", ") + tag;
      fields.push_back(Short("tags", tags));
    }
    for (const Payload::Field& field : alert.fields) {
      fields.push_back(Short(field.name, field.text));
    }
    fields.push_back({{"title", "time"}, {"value", alert.time}, {"short", false}});
  }
  attachment["footer"] =
      options.footer.empty() ? "falco-run: Falco's rules without a driver" : options.footer;
  Json body;
  if (!options.username.empty()) body["username"] = options.username;
  if (options.icon.starts_with(":")) {
    body["icon_emoji"] = options.icon;
  } else if (!options.icon.empty()) {
    body["icon_url"] = options.icon;
  }
  if (!options.channel.empty()) body["channel"] = options.channel;
  body["attachments"] = Json::array({std::move(attachment)});
  return body;
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const config::Reader& section = context.section;
  const std::string url = section.Text("webhookurl");
  if (url.empty()) return nullptr;
  const SlackOptions slack = {section.Text("channel"), section.Text("username"),
                              section.Text("icon"), section.Text("footer"),
                              section.Text("outputformat")};
  HttpSenderOptions options;
  options.name = "slack";
  options.client = MakeClientOptions(context, url);
  options.make_request = [slack, &globals = context.globals](const Message& message) {
    http::Request request;
    request.headers = {{"Content-Type", "application/json"}};
    request.body = Dump(Body(Payload(message, globals), slack));
    return request;
  };
  return MakeHttpSender(std::move(options));
}

}  // namespace

Sink SlackSink() { return {"slack", Keys, Make}; }

}  // namespace falco_run::outputs
