// SPDX-License-Identifier: Apache-2.0
#include "engine/explain/explanation.h"

#include <algorithm>
#include <tuple>

namespace falco_run::engine {

const ExplainedNode* FindCheck(const ExplainedNode& condition, uint32_t number) {
  if (condition.is_check()) return condition.check == number ? &condition : nullptr;
  for (const ExplainedNode& child : condition.children) {
    if (const ExplainedNode* found = FindCheck(child, number)) return found;
  }
  return nullptr;
}

namespace {

// The parts that must all hold, nested `and`s as one list.
void CollectConjuncts(const ExplainedNode& node, std::vector<const ExplainedNode*>& out) {
  if (node.expr->kind != Expr::Kind::kAnd) {
    out.push_back(&node);
    return;
  }
  for (const ExplainedNode& child : node.children) CollectConjuncts(child, out);
}

uint32_t CountChecks(const ExplainedNode& node) {
  if (node.is_check()) return 1;
  uint32_t n = 0;
  for (const ExplainedNode& child : node.children) n += CountChecks(child);
  return n;
}

}  // namespace

uint32_t TruePrefix(const ExplainedRule& rule) {
  std::vector<const ExplainedNode*> conjuncts;
  CollectConjuncts(rule.condition, conjuncts);
  uint32_t n = 0;
  for (const ExplainedNode* part : conjuncts) {
    if (part->result != Tri::kTrue) break;
    n += CountChecks(*part);
  }
  return n;
}

std::vector<const ExplainedRule*> NearestMisses(const Explanation& explanation, size_t limit) {
  struct Candidate {
    const ExplainedRule* rule;
    uint32_t prefix;
  };
  std::vector<Candidate> misses;
  for (const ExplainedRule& rule : explanation.rules) {
    if (rule.verdict == RuleVerdict::kNoMatch) misses.push_back({&rule, TruePrefix(rule)});
  }
  std::stable_sort(misses.begin(), misses.end(), [](const Candidate& a, const Candidate& b) {
    const auto key = [](const Candidate& c) {
      return std::tuple(!c.rule->concerns_event_type, c.rule->condition.distance,
                        -static_cast<int64_t>(c.prefix));
    };
    return key(a) < key(b);
  });
  std::vector<const ExplainedRule*> nearest;
  for (const Candidate& c : misses) {
    if (nearest.size() == limit) break;
    nearest.push_back(c.rule);
  }
  return nearest;
}

}  // namespace falco_run::engine
