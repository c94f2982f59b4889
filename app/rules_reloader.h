// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_RULES_RELOADER_H_
#define FALCO_RUN_APP_RULES_RELOADER_H_

#include <memory>
#include <string>
#include <vector>

#include "app/collection.h"
#include "app/config.h"
#include "app/engine_factory.h"
#include "app/engine_sink.h"
#include "app/file_watcher.h"
#include "app/host_names.h"
#include "app/options.h"
#include "app/outputs_reloader.h"
#include "proto/record.pb.h"

namespace falco_run::app {

// Loads the rules again when their files or the configuration change (watch_config_files), and
// hands the new engine to the sink; the configuration goes to the outputs' reloader, too. With an
// error the rules in use stay. What rules newly ask for
// cannot be added to the filter of a program that runs: that is said.
class RulesReloader {
 public:
  // nullptr: nothing is to be watched. `setup` is what the run began with; the sink and the outputs
  // must outlive the reloader.
  static std::unique_ptr<RulesReloader> Start(const Options& options, const Config& config,
                                              const EngineSetup& setup, EngineSink& sink,
                                              Outputs& outputs);

 private:
  RulesReloader(const Options& options, const Config& config, const EngineSetup& setup,
                EngineSink& sink, Outputs& outputs)
      : options_(options),
        collected_(MakeCollected(setup.engine->requirements())),
        host_names_(setup.host_names),
        sink_(sink),
        outputs_(config, options.alerts, outputs) {}

  absl::StatusOr<Config> ReadConfig() const;
  // Everything that the rules are made of.
  std::string Ingredients(const Config& config) const;
  void Reload();

  const Options& options_;
  const proto::Collected collected_;       // by the run
  std::shared_ptr<HostNames> host_names_;  // of the rules in use
  EngineSink& sink_;
  OutputsReloader outputs_;
  std::string directory_;                 // where falco-run was started
  std::string ingredients_;               // of the rules in use, or of those that had an error
  std::unique_ptr<FileWatcher> watcher_;  // the last: its thread uses the rest
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_RULES_RELOADER_H_
