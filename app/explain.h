// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_EXPLAIN_H_
#define FALCO_RUN_APP_EXPLAIN_H_

#include "app/config.h"
#include "app/options.h"

namespace falco_run::app {

// `falco-run explain`: evaluates events against the rules and prints, for named rules, every
// check of the condition with what it was compared with; for all rules, which fire and which
// came nearest. Of a recording, without --num, only events at which one of these rules fires.
// To stdout. Exit status 1 if rules or events are wrong.
int RunExplain(const Options& options, const Config& config, bool json);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_EXPLAIN_H_
