// SPDX-License-Identifier: Apache-2.0
#include "app/explain_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/language/printer.h"

namespace falco_run::app {
namespace {

using engine::ExplainedNode;
using engine::ExplainedRule;
using engine::ExplainedValue;
using engine::RuleVerdict;
using engine::Tri;
using Json = nlohmann::ordered_json;
using Kind = engine::Expr::Kind;

const char* Name(RuleVerdict verdict) {
  switch (verdict) {
    case RuleVerdict::kFires:
      return "fires";
    case RuleVerdict::kShadowed:
      return "shadowed";
    case RuleVerdict::kNoMatch:
      return "no_match";
    case RuleVerdict::kNeedsOutcome:
      return "needs_outcome";
    case RuleVerdict::kFailedExec:
      return "failed_exec";
    case RuleVerdict::kDisabled:
      return "disabled";
    case RuleVerdict::kBelowPriority:
      return "below_priority";
    case RuleVerdict::kOtherSource:
      return "other_source";
  }
  return "";
}

const char* Name(engine::Decision decision) {
  switch (decision) {
    case engine::Decision::kMatch:
      return "match";
    case engine::Decision::kNeedOutcome:
      return "need_outcome";
    case engine::Decision::kNeedDescriptor:
      return "need_descriptor";
    case engine::Decision::kNeedProcess:
      return "need_process";
    case engine::Decision::kNoMatch:
      break;
  }
  return "no_match";
}

const char* Name(Tri result, bool null) {
  if (null) return "null";
  return result == Tri::kTrue ? "true" : result == Tri::kFalse ? "false" : "unknown";
}

Json Values(const ExplainedNode& check) {
  Json values = Json::array();
  for (const ExplainedValue& value : check.values) {
    Json v = {{"field", value.name}};
    if (value.state == ExplainedValue::State::kPresent) {
      v["value"] = value.text;
    } else {
      v["value"] = nullptr;
      v["known"] = value.state == ExplainedValue::State::kNull;
    }
    values.push_back(std::move(v));
  }
  return values;
}

Json Tree(const ExplainedNode& node) {
  Json j;
  if (!node.expr->origin.empty()) j["macros"] = node.expr->origin;
  if (node.is_check()) {
    j["check"] = engine::PrintCondition(*node.expr);
    j["number"] = node.check;
    j["values"] = Values(node);
  } else {
    j["op"] = node.expr->kind == Kind::kAnd ? "and" : node.expr->kind == Kind::kOr ? "or" : "not";
  }
  j["result"] = Name(node.result, node.null);
  j["reached"] = node.reached;
  j["decisive"] = node.decisive;
  for (const ExplainedNode& child : node.children) j["parts"].push_back(Tree(child));
  return j;
}

}  // namespace

Json ExplanationJson(const engine::Explanation& explanation,
                     const std::vector<std::string>& names) {
  Json out;
  out["num"] = explanation.number;
  out["event"] = explanation.event;
  out["decision"] = Name(explanation.decision);
  out["rules"] = Json::array();
  for (const ExplainedRule& rule : explanation.rules) {
    const bool named = std::find(names.begin(), names.end(), rule.rule->name) != names.end();
    if (!names.empty() && !named) continue;
    const bool run = rule.condition.expr != nullptr;
    if (names.empty() && !run) continue;
    Json r = {{"rule", rule.rule->name}, {"verdict", Name(rule.verdict)}};
    if (!rule.shadowed_by.empty()) r["shadowed_by"] = rule.shadowed_by;
    if (run) {
      r["checks"] = rule.checks;
      r["distance"] = rule.condition.distance;
      r["true_prefix"] = engine::TruePrefix(rule);
      r["concerns_event_type"] = rule.concerns_event_type;
      if (rule.deciding_check) r["deciding_check"] = *rule.deciding_check;
      if (named || rule.verdict != RuleVerdict::kNoMatch) r["condition"] = Tree(rule.condition);
    }
    out["rules"].push_back(std::move(r));
  }
  return out;
}

}  // namespace falco_run::app
