// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_EXPLAIN_EXPLANATION_H_
#define FALCO_RUN_ENGINE_EXPLAIN_EXPLANATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/language/ast.h"
#include "engine/loader/rule_set.h"
#include "engine/program/tri.h"

// Why rules fire or do not fire for one event. Made by explainer.h; plain data that app prints.
namespace falco_run::engine {

// A field (or transformer) of a check and what it was.
struct ExplainedValue {
  enum class State : uint8_t { kPresent, kNull, kUnknown };
  std::string name;  // "proc.name", "tolower(fd.name)"
  State state = State::kNull;
  std::string text;  // kPresent: the value; kUnknown: what is known, e.g. "0..2147483647"
};

// A part of a condition: a check, or parts joined by and, or, not.
struct ExplainedNode {
  const Expr* expr = nullptr;  // of the rule set, which must outlive the explanation
  Tri result = Tri::kFalse;
  // Left to right, nothing before it settled the matter: the result was looked at.
  bool reached = false;
  bool decisive = false;  // on the way to the check that decided the condition
  // How many checks would have to turn out otherwise for the opposite result.
  uint32_t distance = 0;

  // Checks only.
  uint32_t check = 0;  // number of the check in its condition, from 0, left to right
  bool null = false;   // false because a field has no value
  std::vector<ExplainedValue> values;  // left side, then a right side that is no constant

  std::vector<ExplainedNode> children;

  bool is_check() const { return expr->kind == Expr::Kind::kCheck; }
};

// What became of a rule.
enum class RuleVerdict : uint8_t {
  kFires,
  kShadowed,       // true, but an earlier rule fired and rule_matching is first
  kNoMatch,        // false
  kNeedsOutcome,   // depends on what the call returns, which is not known
  kFailedExec,     // true, but a failed exec started nothing and the rule does not name the outcome
  kDisabled,       // not run
  kBelowPriority,  // not run: less severe than the minimum priority
  kOtherSource,    // not run: about events of another source
};

struct ExplainedRule {
  const Rule* rule = nullptr;
  RuleVerdict verdict = RuleVerdict::kNoMatch;
  ExplainedNode condition;
  uint32_t checks = 0;  // in the condition
  // The condition may match events of this type; false: its evt.type checks exclude it.
  bool concerns_event_type = true;
  // The check that decided the condition: the one at which it was settled.
  std::optional<uint32_t> deciding_check;
  std::string shadowed_by;  // kShadowed: the rule that fired
};

struct Explanation {
  uint64_t number = 0;                     // evt.num
  std::string event;                       // one line: "openat by cat: fd=3(<f>/etc/shadow) ..."
  Decision decision = Decision::kNoMatch;  // what Engine::Evaluate says
  std::vector<ExplainedRule> rules;        // in definition order
};

// The check with this number; nullptr if the condition has no such check.
const ExplainedNode* FindCheck(const ExplainedNode& condition, uint32_t number);

// Rules that did not match, the nearest first: those that concern the event's type, then by
// the fewest checks that would have to turn out otherwise, then by the longest true beginning.
// At most `limit`.
std::vector<const ExplainedRule*> NearestMisses(const Explanation& explanation, size_t limit);

// How many checks from the left held before the first that did not.
uint32_t TruePrefix(const ExplainedRule& rule);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_EXPLAIN_EXPLANATION_H_
