// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_COMMAND_RUN_H_
#define FALCO_RUN_APP_COMMAND_RUN_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace falco_run::app {

// What came of a command under falco-run.
struct CommandRun {
  std::vector<nlohmann::json> alerts;
  std::string output;     // what it and falco-run printed, the end of it
  std::string recording;  // path of the recording of the run
};

// Runs `command` under this very executable with the given rules and settings, its stdin empty;
// it is ended after `seconds`. `directory` is for the run's files and must be empty. An error says
// why it could not be watched.
absl::StatusOr<CommandRun> RunCommand(const std::vector<std::string>& command,
                                      const std::vector<std::string>& rules,
                                      const std::vector<std::string>& overrides,
                                      const std::string& directory, int seconds);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_COMMAND_RUN_H_
