// SPDX-License-Identifier: Apache-2.0
#include "app/engine_factory.h"

#include <algorithm>
#include <iostream>
#include <utility>

#include "app/rules_error.h"
#include "app/rules_source.h"
#include "engine/format/alert_text.h"
#include "engine/loader/selection.h"

namespace falco_run::app {

EngineSetup MakeEngine(const std::vector<std::string>& files, const Config& config,
                       bool container_fields) {
  EngineSetup setup;
  RulesLoad load = LoadRules(files, /*keep_going=*/false);
  if (!load.ok()) {
    std::cerr << FormatRulesErrors(load.results.back());
    return setup;
  }
  engine::SelectRules(config.rules, load.rules);
  if (container_fields) {
    for (engine::Rule& rule : load.rules.rules) rule.output += engine::SuggestedOutput();
  }
  engine::EngineOptions options;
  options.minimum_priority = config.priority;
  if (config.rule_matching_all) options.rule_matching = engine::EngineOptions::Matching::kAll;
  auto engine = engine::Engine::Create(load.rules, options);
  if (!engine.ok()) {
    std::cerr << "falco-run: " << std::string(engine.status().message()) << std::endl;
    return setup;
  }
  setup.enabled_rules = static_cast<size_t>(std::count_if(
      load.rules.rules.begin(), load.rules.rules.end(),
      [&](const auto& rule) { return rule.enabled && rule.priority <= config.priority; }));
  setup.engine = *std::move(engine);
  return setup;
}

}  // namespace falco_run::app
