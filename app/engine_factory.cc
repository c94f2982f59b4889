// SPDX-License-Identifier: Apache-2.0
#include "app/engine_factory.h"

#include <algorithm>
#include <iostream>
#include <optional>
#include <utility>

#include "app/selected_rules.h"
#include "engine/format/alert_text.h"

namespace falco_run::app {

EngineSetup MakeEngine(const std::vector<std::string>& files, const Config& config,
                       bool container_fields) {
  EngineSetup setup;
  std::optional<engine::RuleSet> rules = LoadSelectedRules(files, config);
  if (!rules) return setup;
  if (container_fields) {
    for (engine::Rule& rule : rules->rules) rule.output += engine::SuggestedOutput();
  }
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
