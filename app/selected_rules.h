// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_SELECTED_RULES_H_
#define FALCO_RUN_APP_SELECTED_RULES_H_

#include <optional>
#include <string>
#include <vector>

#include "app/config.h"
#include "engine/engine.h"
#include "engine/loader/rule_set.h"

namespace falco_run::app {

// Loads the rules of these files (none: the shipped ones), enables or disables them and appends
// to their outputs as the configuration says; `container_fields`: the suggested output, too.
// nullopt after the errors were told on stderr.
std::optional<engine::RuleSet> LoadSelectedRules(const std::vector<std::string>& paths,
                                                 const Config& config,
                                                 bool container_fields = false);

engine::EngineOptions MakeEngineOptions(const Config& config);

// The rule of this name; nullptr if there is none.
const engine::Rule* FindRule(const engine::RuleSet& rules, const std::string& name);

// "there is no rule 'x'; did you mean 'y'?"
std::string NoSuchRule(const engine::RuleSet& rules, const std::string& name);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_SELECTED_RULES_H_
