// SPDX-License-Identifier: Apache-2.0
#include "app/coverage.h"

#include "engine/explain/check_text.h"

namespace falco_run::app {
namespace {

using engine::ExplainedNode;
using engine::ExplainedRule;
using engine::RuleVerdict;
using engine::Tri;

constexpr size_t kListWidth = 44;

void AddChecks(const ExplainedNode& node, const std::string& macro, RuleCoverage& rule) {
  const std::string& inside =
      macro.empty() && !node.expr->origin.empty() ? node.expr->origin.front() : macro;
  if (!node.is_check()) {
    for (const ExplainedNode& child : node.children) AddChecks(child, inside, rule);
    return;
  }
  if (rule.checks.size() <= node.check) {
    rule.checks.push_back({engine::ShortCheckText(*node.expr, kListWidth), inside});
  }
  if (!node.reached) return;
  CheckCoverage& check = rule.checks[node.check];
  switch (node.result) {
    case Tri::kTrue:
      ++check.is_true;
      break;
    case Tri::kUnknown:
      ++check.is_unknown;
      break;
    case Tri::kFalse:
      ++check.is_false;
      if (node.null) ++check.is_null;
  }
}

}  // namespace

void Coverage::Add(const engine::Explanation& explanation) {
  for (const ExplainedRule& explained : explanation.rules) {
    if (explained.condition.expr == nullptr) continue;
    const auto [it, inserted] = index_.try_emplace(explained.rule, rules_.size());
    if (inserted) rules_.push_back({explained.rule->name});
    RuleCoverage& rule = rules_[it->second];
    if (explained.concerns_event_type) ++rule.events;
    if (explained.verdict == RuleVerdict::kFires) ++rule.fired;
    if (explained.verdict == RuleVerdict::kShadowed) ++rule.shadowed;
    AddChecks(explained.condition, "", rule);
  }
}

}  // namespace falco_run::app
