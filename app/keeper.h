// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_KEEPER_H_
#define FALCO_RUN_APP_KEEPER_H_

#include <string>
#include <vector>

#include "app/engine_start.h"

namespace falco_run::app {

struct KeeperOptions {
  // When the engine dies: true: end the tree; false: it goes on, and a new engine is started.
  // Without a listener (ptrace) the tree is ended in any case.
  bool kill_on_failure = false;
  std::vector<int> descriptors;        // inherited, that a new engine will want, too
  std::vector<std::string> arguments;  // argv, for an engine of another binary
  bool keep_stderr = false;            // also for processes that the program leaves behind
};

// The process that the user started, and PID 1 in a container: forks the engine (which forks
// the program), passes signals on to the program, follows its stops and continues (job
// control), and returns its exit status. When this process dies, the engine ends the tree.
//
// When the engine dies, the calls that wait for it are let run, and so is what comes until a new
// engine has taken over; that one is told how long nobody watched. What fails again and again
// before it can watch is started at longer and longer intervals.
//
// `falco-run upgrade` makes it replace the engine by one of another binary: calls wait meanwhile.
// If that one does not come to watch, one of our own does.
//
// A program that leaves processes behind also leaves a copy of the keeper behind, for them.
//
// Source of the duties: kill(2), credentials(7), and what init systems for containers do.
int RunKeeper(const KeeperOptions& options, const EngineMain& engine_main);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_KEEPER_H_
