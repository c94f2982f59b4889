// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_COPY_EXECUTABLE_H_
#define FALCO_RUN_APP_COPY_EXECUTABLE_H_

#include <string>

#include "absl/status/status.h"

namespace falco_run::app {

// Copies this executable to `directory`/falco-run, for everybody to execute. Whoever looks there
// sees either what was there before or the whole file.
absl::Status CopyExecutable(const std::string& directory);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_COPY_EXECUTABLE_H_
