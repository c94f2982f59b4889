// SPDX-License-Identifier: Apache-2.0
// Mattermost's incoming webhooks, 16,383 characters a post:
// https://developers.mattermost.com/integrate/webhooks/incoming/
#include "outputs/sinks/all.h"
#include "outputs/sinks/slack_message.h"

namespace falco_run::outputs {
namespace {

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  return MakeSlackSink(context, {"mattermost", nullptr, 8000});
}

}  // namespace

Sink MattermostSink() { return {"mattermost", SlackKeys, Make}; }

}  // namespace falco_run::outputs
