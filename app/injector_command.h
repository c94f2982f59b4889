// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_INJECTOR_COMMAND_H_
#define FALCO_RUN_APP_INJECTOR_COMMAND_H_

#include "app/config.h"
#include "app/options.h"

namespace falco_run::app {

// `falco-run injector`: answers admission reviews until SIGTERM or SIGINT; SIGHUP reads the
// certificates again. With --copy-to it only copies this executable. Returns the exit status.
int RunInjector(const Options& options, const Config& config);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_INJECTOR_COMMAND_H_
