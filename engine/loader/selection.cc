// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/selection.h"

#include <algorithm>

namespace falco_run::engine {

void SelectRules(std::span<const RuleSelector> selectors, RuleSet& rules) {
  for (const RuleSelector& selector : selectors) {
    if (selector.rule.empty() && selector.tag.empty()) continue;
    for (Rule& rule : rules.rules) {
      if (!selector.rule.empty() && !WildcardMatch(selector.rule, rule.name)) continue;
      if (!selector.tag.empty() && rule.tags.count(selector.tag) == 0) continue;
      rule.enabled = selector.enable;
    }
  }
}

void DropBelowPriority(proto::Priority minimum, RuleSet& rules) {
  std::erase_if(rules.rules, [&](const Rule& rule) { return rule.priority > minimum; });
}

bool WildcardMatch(std::string_view pattern, std::string_view text) {
  // Only the last * ever needs to be retried with more text.
  size_t p = 0;
  size_t t = 0;
  size_t star = std::string_view::npos;
  size_t star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  return std::all_of(pattern.begin() + p, pattern.end(), [](char c) { return c == '*'; });
}

}  // namespace falco_run::engine
