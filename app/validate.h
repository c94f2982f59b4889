// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_VALIDATE_H_
#define FALCO_RUN_APP_VALIDATE_H_

#include <string>
#include <vector>

#include "app/config.h"

namespace falco_run::app {

// -V: checks rules files and prints the findings as `falco -V` does, on stdout. Returns 1
// when one of them is invalid.
int Validate(const std::vector<std::string>& files, const Config& config, bool json);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_VALIDATE_H_
