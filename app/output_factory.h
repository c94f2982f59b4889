// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_OUTPUT_FACTORY_H_
#define FALCO_RUN_APP_OUTPUT_FACTORY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "app/config.h"
#include "outputs/dispatcher.h"
#include "outputs/sinks/sink.h"

namespace falco_run::app {

// The outputs of a run.
struct Outputs {
  std::unique_ptr<outputs::SinkGlobals> globals;  // the sinks refer to it
  std::unique_ptr<outputs::Dispatcher> dispatcher;
  std::chrono::milliseconds exit_deadline{0};

  std::chrono::steady_clock::time_point Deadline() const {
    return std::chrono::steady_clock::now() + exit_deadline;
  }
};

// Opens every output that is configured. `alerts` is --alerts (empty: nowhere), `json` --json. What
// an earlier run's outbox holds for outputs that are gone is told on stderr. Errors name the
// setting.
absl::StatusOr<Outputs> OpenOutputs(const Config& config, const std::string& alerts, bool json);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_OUTPUT_FACTORY_H_
