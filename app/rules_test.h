// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_RULES_TEST_H_
#define FALCO_RUN_APP_RULES_TEST_H_

#include "app/config.h"
#include "app/options.h"

namespace falco_run::app {

// `falco-run test`: runs the tests of the given files and prints one line each, what is wrong
// with those that fail, and "N passed, N failed". To stdout. Exit status 1 if a test fails or
// a file is wrong.
int RunRulesTests(const Options& options, const Config& config, bool json);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_RULES_TEST_H_
