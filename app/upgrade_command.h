// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_UPGRADE_COMMAND_H_
#define FALCO_RUN_APP_UPGRADE_COMMAND_H_

#include "app/subcommands.h"

namespace falco_run::app {

// `falco-run upgrade`: asks a running falco-run to go on with another binary, and says what came of
// it. Returns the exit status.
int RunUpgrade(const UpgradeOptions& options);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_UPGRADE_COMMAND_H_
