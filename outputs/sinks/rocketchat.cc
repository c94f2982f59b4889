// SPDX-License-Identifier: Apache-2.0
// Rocket.Chat's incoming webhooks, 5,000 characters a message unless its owner says more:
// https://docs.rocket.chat/docs/integrations
#include "outputs/sinks/all.h"
#include "outputs/sinks/slack_message.h"

namespace falco_run::outputs {
namespace {

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  return MakeSlackSink(context, {"rocketchat", nullptr, 5000});
}

}  // namespace

Sink RocketchatSink() { return {"rocketchat", SlackKeys, Make}; }

}  // namespace falco_run::outputs
