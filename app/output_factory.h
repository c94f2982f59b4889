// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_OUTPUT_FACTORY_H_
#define FALCO_RUN_APP_OUTPUT_FACTORY_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "app/config.h"
#include "outputs/dispatcher.h"
#include "outputs/sinks/sink.h"

namespace falco_run::app {

// The outputs of a run.
struct Outputs {
  // The sinks refer to them; the last is of the newest configuration.
  std::vector<std::unique_ptr<outputs::SinkGlobals>> globals;
  std::unique_ptr<outputs::Dispatcher> dispatcher;
  std::vector<std::string> names;  // of those that there are
  std::chrono::milliseconds exit_deadline{0};

  std::chrono::steady_clock::time_point Deadline() const {
    return std::chrono::steady_clock::now() + exit_deadline;
  }
};

// Opens every output that is configured. `alerts` is --alerts (empty: nowhere), `json` --json. What
// an earlier run's outbox holds for outputs that are gone is told on stderr. Errors name the
// setting.
// `at_start` is called on the thread of each output.
absl::StatusOr<Outputs> OpenOutputs(const Config& config, const std::string& alerts, bool json,
                                    std::function<void()> at_start = {});

// What a changed configuration did to the outputs, by their names.
struct OutputChanges {
  std::vector<std::string> opened;  // new, or with new settings
  std::vector<std::string> closed;
  std::vector<std::string> later;  // keys that are read at the start only
};

// Puts the outputs of `now` in place of those of `before` while alerts come in: those with other
// settings are opened anew and get what waited for the old ones; the others stay. With an error,
// which names the setting, everything stays as it was.
absl::StatusOr<OutputChanges> ReopenOutputs(const Config& before, const Config& now,
                                            const std::string& alerts, Outputs& outputs);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_OUTPUT_FACTORY_H_
