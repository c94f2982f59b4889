// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_PROGRAM_OUTPUT_H_
#define FALCO_RUN_OUTPUTS_PROGRAM_OUTPUT_H_

#include <memory>
#include <string>

#include "outputs/output.h"

namespace falco_run::outputs {

// Falco's program_output: the alert's line on the standard input of a shell command, which runs
// once an alert, or with `keep_alive` as long as falco-run does (a new one is started when it has
// ended).
//
// What the command prints goes to falco-run's stderr. A command that cannot be started, or that
// (without keep_alive) ends with a status other than 0, gives Unavailable.
std::unique_ptr<Output> MakeProgramOutput(const std::string& command, bool keep_alive);

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_PROGRAM_OUTPUT_H_
