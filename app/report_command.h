// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_REPORT_COMMAND_H_
#define FALCO_RUN_APP_REPORT_COMMAND_H_

#include "app/config.h"
#include "app/options.h"

namespace falco_run::app {

// `falco-run report FILE -o PAGE`: evaluates a recording and writes a page about it. Exit status:
// 0; 1 when something is not usable; 3 when the recording is damaged or was cut short (the page is
// written and says so).
int WriteReport(const Options& options, const Config& config);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_REPORT_COMMAND_H_
