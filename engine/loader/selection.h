// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_SELECTION_H_
#define FALCO_RUN_ENGINE_LOADER_SELECTION_H_

#include <span>
#include <string>
#include <string_view>

#include "engine/loader/rule_set.h"

// Which of the loaded rules run: `rules:` and `priority:` of the configuration.
namespace falco_run::engine {

// One entry of `rules:`; matches a rule if every part that is not empty matches.
//
//   {.enable = false, .rule = "*"}            disable everything ...
//   {.enable = true, .tag = "network"}        ... but what is tagged "network"
struct RuleSelector {
  bool enable = true;
  std::string rule;  // the whole name; * stands for any text
  std::string tag;
};

// Applies the selectors in order. An entry with neither rule nor tag matches nothing.
// O(rules * selectors).
void SelectRules(std::span<const RuleSelector> selectors, RuleSet& rules);

// Removes rules that are less severe than `minimum`.
void DropBelowPriority(proto::Priority minimum, RuleSet& rules);

// Whether `text` is `pattern`, where * stands for any text. O(pattern * text).
bool WildcardMatch(std::string_view pattern, std::string_view text);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_SELECTION_H_
