// SPDX-License-Identifier: Apache-2.0
#include "app/engine_factory.h"

#include <iostream>
#include <optional>
#include <utility>

#include "app/rules_source.h"
#include "app/selected_rules.h"

namespace falco_run::app {

std::vector<std::string> RulesToLoad(const Options& options, const Config& config) {
  const auto& chosen = options.rules_from_config ? config.rules_files : options.rules;
  if (!chosen.empty() || options.audit.listen.empty()) return chosen;
  return {kShippedRulesName, kShippedAuditRulesName};
}

EngineSetup MakeEngine(const std::vector<std::string>& files, const Config& config,
                       bool container_fields) {
  EngineSetup setup;
  std::optional<engine::RuleSet> rules = LoadSelectedRules(files, config, container_fields);
  if (!rules) return setup;
  engine::EngineOptions options = MakeEngineOptions(config);
  setup.host_names = std::make_shared<HostNames>();
  options.host_names = setup.host_names;
  auto engine = engine::Engine::Create(*rules, options);
  if (!engine.ok()) {
    std::cerr << "falco-run: " << std::string(engine.status().message()) << std::endl;
    return setup;
  }
  for (const engine::Rule& rule : rules->rules) {
    if (rule.enabled && rule.priority <= config.priority) setup.rules.push_back(rule.name);
  }
  setup.engine = *std::move(engine);
  return setup;
}

}  // namespace falco_run::app
