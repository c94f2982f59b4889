// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_KEEPER_H_
#define FALCO_RUN_APP_KEEPER_H_

#include <functional>

#include "app/control_channel.h"
#include "tracer/launcher.h"

namespace falco_run::app {

// The part of the engine process, given its end of the line and the signals that the program
// is to inherit. Returns the exit status of that process.
using EngineMain =
    std::function<int(ControlChannel channel, const tracer::InheritedSignals& signals)>;

// The process that the user started, and PID 1 in a container: forks the engine (which forks
// the program), passes signals on to the program, follows its stops and continues (job
// control), and returns its exit status. When the engine dies, the tree is ended; when this
// process dies, the engine does the same.
//
// Source of the duties: kill(2), credentials(7), and what init systems for containers do.
int RunKeeper(const EngineMain& engine_main);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_KEEPER_H_
