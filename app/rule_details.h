// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_RULE_DETAILS_H_
#define FALCO_RUN_APP_RULE_DETAILS_H_

#include <nlohmann/json.hpp>
#include <string>

#include "engine/fields/static_fields.h"
#include "engine/loader/rule_set.h"

namespace falco_run::app {

// Rules, macros and lists as `falco -L` and `falco -l RULE` describe them in JSON:
//
//   {"required_engine_version": ..., "required_plugin_versions": [],
//    "rules": [{"info": {name, description, condition, output, ...},
//               "details": {macros, lists, condition_fields, events, condition_compiled, ...}}],
//    "macros": [{"info": {...}, "details": {...}}], "lists": [...]}
//
// What a condition uses is what its own text names; events and compiled texts are those of the
// condition with everything resolved. Compiled outputs have what the configuration appends.
nlohmann::ordered_json DescribeRules(const engine::RuleSet& set,
                                     const engine::StaticFields& static_fields = {});

// One rule: {"rules": [...]} as above.
nlohmann::ordered_json DescribeRule(const engine::RuleSet& set, const engine::Rule& rule,
                                    const engine::StaticFields& static_fields = {});

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_RULE_DETAILS_H_
