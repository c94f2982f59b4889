// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_ENGINE_START_H_
#define FALCO_RUN_APP_ENGINE_START_H_

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>

#include "app/control_channel.h"
#include "tracer/launcher.h"
#include "tracer/notification_log.h"
#include "tracer/unique_fd.h"

namespace falco_run::app {

// What an engine is given that takes over from one that ended: the program runs already.
struct Takeover {
  tracer::UniqueFd listener;
  pid_t keeper = 0;
  pid_t program = 0;         // 0: it has ended, and processes that it left are still watched
  std::string directory;     // where falco-run was started
  std::string reason;        // what happened to the engine before: "was killed by signal 9"
  unsigned number = 1;       // how many there were before this
  bool handed_over = false;  // nothing had happened to it: it was replaced
  tracer::UniqueFd state;    // what that one knew, a proto::TakeoverState; invalid: nothing came
};

// How an engine process begins.
struct EngineStart {
  tracer::InheritedSignals signals;  // what the program is to inherit
  tracer::NotificationLog* log = nullptr;
  std::optional<Takeover> takeover;  // nullopt: it starts the program
};

// The part of the engine process, given its end of the line to the keeper. Returns the exit status
// of that process.
using EngineMain = std::function<int(ControlChannel channel, EngineStart start)>;

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_ENGINE_START_H_
