// SPDX-License-Identifier: Apache-2.0
#include "app/selected_rules.h"

#include <iostream>
#include <utility>

#include "app/rules_error.h"
#include "app/rules_source.h"
#include "engine/loader/selection.h"
#include "text/suggest.h"

namespace falco_run::app {

std::optional<engine::RuleSet> LoadSelectedRules(const std::vector<std::string>& paths,
                                                 const Config& config) {
  RulesLoad load = LoadRules(paths, /*keep_going=*/false);
  if (!load.ok()) {
    std::cerr << FormatRulesErrors(load.results.back());
    return std::nullopt;
  }
  engine::SelectRules(config.rules, load.rules);
  return std::move(load.rules);
}

engine::EngineOptions MakeEngineOptions(const Config& config) {
  engine::EngineOptions options;
  options.minimum_priority = config.priority;
  if (config.rule_matching_all) {
    options.rule_matching = engine::EngineOptions::Matching::kAll;
  }
  return options;
}

const engine::Rule* FindRule(const engine::RuleSet& rules, const std::string& name) {
  for (const engine::Rule& rule : rules.rules) {
    if (rule.name == name) return &rule;
  }
  return nullptr;
}

std::string NoSuchRule(const engine::RuleSet& rules, const std::string& name) {
  std::vector<std::string> names;
  for (const engine::Rule& rule : rules.rules) names.push_back(rule.name);
  return "there is no rule '" + name + "'" + Suggestion(name, names);
}

}  // namespace falco_run::app
