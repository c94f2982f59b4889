// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_ENGINE_FACTORY_H_
#define FALCO_RUN_APP_ENGINE_FACTORY_H_

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "app/config.h"
#include "app/host_names.h"
#include "app/options.h"
#include "engine/engine.h"

namespace falco_run::app {

struct EngineSetup {
  std::unique_ptr<engine::Engine> engine;  // nullptr: an error was told on stderr
  std::vector<std::string> rules;          // names of those that are run
  std::shared_ptr<HostNames> host_names;   // the engine's; to be started by LookUpHostNames()
};

// The rules of the command line, or else of the configuration. Where there are none and audit
// events are taken, too, the shipped ones of both sources; else an empty list for the shipped ones.
std::vector<std::string> RulesToLoad(const Options& options, const Config& config);

// Loads the rules of `files` (empty: the shipped ones), applies the settings and compiles.
// `container_fields`: outputs end with the container's fields.
EngineSetup MakeEngine(const std::vector<std::string>& files, const Config& config,
                       bool container_fields);

// Begins to look up what the rules ask for. Starts threads if there is anything.
inline void LookUpHostNames(const EngineSetup& setup,
                            std::chrono::milliseconds patience = HostNames::kEventPatience) {
  setup.host_names->Start(setup.engine->requirements().host_names, patience);
}

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_ENGINE_FACTORY_H_
