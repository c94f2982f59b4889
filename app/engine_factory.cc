// SPDX-License-Identifier: Apache-2.0
#include "app/engine_factory.h"

#include <algorithm>
#include <iostream>
#include <optional>
#include <utility>

#include "app/selected_rules.h"

namespace falco_run::app {

EngineSetup MakeEngine(const std::vector<std::string>& files, const Config& config,
                       bool container_fields) {
  EngineSetup setup;
  std::optional<engine::RuleSet> rules = LoadSelectedRules(files, config, container_fields);
  if (!rules) return setup;
  auto engine = engine::Engine::Create(*rules, MakeEngineOptions(config));
  if (!engine.ok()) {
    std::cerr << "falco-run: " << std::string(engine.status().message()) << std::endl;
    return setup;
  }
  setup.enabled_rules = static_cast<size_t>(std::count_if(
      rules->rules.begin(), rules->rules.end(),
      [&](const auto& rule) { return rule.enabled && rule.priority <= config.priority; }));
  setup.engine = *std::move(engine);
  return setup;
}

}  // namespace falco_run::app
