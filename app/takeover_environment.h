// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_TAKEOVER_ENVIRONMENT_H_
#define FALCO_RUN_APP_TAKEOVER_ENVIRONMENT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "app/control_channel.h"
#include "app/engine_start.h"

namespace falco_run::app {

// How an engine of another binary is started to take over: with the command line and the directory
// of the first one, with descriptors that it inherits, and with their numbers in the variable
//
//   FALCO_RUN_TAKEOVER=1 CHANNEL LISTENER LOG STATE KEEPER PROGRAM NUMBER HANDED_OVER REASON
//
// The 1 is the version of all this, and of ControlMessage.

// In a child of the keeper: becomes `binary`. `log`: the memory of Takeover's log; arguments: argv.
// Returns only if that fails.
void ExecTakeover(int binary, const std::vector<std::string>& arguments,
                  const ControlChannel& channel, const Takeover& takeover, int log);

struct StartOfTakeover {
  ControlChannel channel;
  EngineStart start;
};

// In main(), before there are threads: whether this process was started so. The variable is
// removed. InvalidArgument: by a keeper of a version that we do not understand, or by nobody.
absl::StatusOr<std::optional<StartOfTakeover>> TakeTakeover();

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_TAKEOVER_ENVIRONMENT_H_
