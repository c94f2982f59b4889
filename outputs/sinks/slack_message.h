// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_SINKS_SLACK_MESSAGE_H_
#define FALCO_RUN_OUTPUTS_SINKS_SLACK_MESSAGE_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "outputs/sinks/sink.h"

namespace falco_run::outputs {

// Slack's format of messages, which Mattermost and Rocket.Chat take, too.
struct SlackDialect {
  std::string name;                                     // of the sink
  std::function<std::string(std::string_view)> escape;  // of an alert's texts; empty: none
  size_t text_limit = 0;                                // bytes of a text
};

// The keys of all three: webhookurl, username, icon, footer, outputformat, messageformat.
config::Keys SlackKeys();

// Nothing if there is no webhookurl.
absl::StatusOr<std::unique_ptr<Output>> MakeSlackSink(const SinkContext& context,
                                                      SlackDialect dialect);

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_SINKS_SLACK_MESSAGE_H_
