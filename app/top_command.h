// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_TOP_COMMAND_H_
#define FALCO_RUN_APP_TOP_COMMAND_H_

#include "app/subcommands.h"

namespace falco_run::app {

// `falco-run top`: shows what another falco-run does, from its web server's /status; on a terminal
// again and again until a key ends it, else once. Returns the exit status: 1 if it is not there.
int RunTop(const TopOptions& options, bool json);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_TOP_COMMAND_H_
