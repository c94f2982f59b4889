// SPDX-License-Identifier: Apache-2.0
// Slack's incoming webhooks:
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
#include "outputs/sinks/all.h"
#include "outputs/sinks/chat.h"
#include "outputs/sinks/slack_message.h"

namespace falco_run::outputs {
namespace {

config::Keys Keys() {
  config::Keys keys = SlackKeys();
  keys.push_back(
      {.path = "channel", .help = "Instead of the webhook's own channel: #channel or @user."});
  return keys;
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  return MakeSlackSink(context, {"slack", EscapeHtml, 8000});
}

}  // namespace

Sink SlackSink() { return {"slack", Keys, Make}; }

}  // namespace falco_run::outputs
