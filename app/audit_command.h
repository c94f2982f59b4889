// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_AUDIT_COMMAND_H_
#define FALCO_RUN_APP_AUDIT_COMMAND_H_

#include "app/config.h"
#include "app/options.h"

namespace falco_run::app {

// `falco-run audit`: evaluates audit events until the files end or a signal comes. Returns the
// exit status.
int RunAudit(const Options& options, const Config& config);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_AUDIT_COMMAND_H_
