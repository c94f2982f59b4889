// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_REPLAY_H_
#define FALCO_RUN_APP_REPLAY_H_

#include "app/config.h"
#include "app/options.h"

namespace falco_run::app {

// `falco-run replay FILE`: evaluates a recording. With the rules and settings of the recorded
// run the alerts are the same, byte for byte. Exit status: 0; 1 when the file is no recording or
// rules, settings or outputs are not usable; 3 when the recording is damaged or was cut short,
// after everything before the damage has been evaluated.
int Replay(const Options& options, const Config& config);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_REPLAY_H_
