// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_RUN_PROGRAM_H_
#define FALCO_RUN_APP_RUN_PROGRAM_H_

#include "app/config.h"
#include "app/options.h"

namespace falco_run::app {

// The main job: loads the rules, runs the program under supervision, reports. Returns what
// falco-run is to exit with: the program's status, 127 or 126 when it cannot be run, 1 when
// rules or outputs are not usable.
int RunProgram(const Options& options, const Config& config);

// `attach`: the same for a process that runs already. Returns 0, or 1 when that is not possible.
int AttachToProcess(const Options& options, const Config& config);

// --dry-run: everything but running.
int DryRun(const Options& options, const Config& config);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_RUN_PROGRAM_H_
