// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_HUB_COMMAND_H_
#define FALCO_RUN_APP_HUB_COMMAND_H_

#include "app/config.h"
#include "app/options.h"

namespace falco_run::app {

// `falco-run hub`: takes alerts over HTTP and hands them to the configured outputs until SIGTERM
// or SIGINT; SIGHUP reads the certificates again. Returns the exit status.
int RunHub(const Options& options, const Config& config);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_HUB_COMMAND_H_
