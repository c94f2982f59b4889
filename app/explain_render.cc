// SPDX-License-Identifier: Apache-2.0
#include "app/explain_render.h"

#include "engine/explain/check_text.h"
#include "engine/loader/priority.h"

namespace falco_run::app {
namespace {

using engine::ExplainedNode;
using engine::ExplainedRule;
using engine::RuleVerdict;
using engine::Tri;
using Kind = engine::Expr::Kind;

constexpr size_t kValueColumn = 62;
constexpr size_t kListWidth = 44;

struct Mark {
  const char* text;
  const char* colour;
};

Mark MarkOf(Tri result, bool null, const Palette& p) {
  switch (result) {
    case Tri::kTrue:
      return {"\u2714", p.good};
    case Tri::kUnknown:
      return {"?", p.unsure};
    case Tri::kFalse:
      break;
  }
  return null ? Mark{"\u2205", p.bad} : Mark{"\u2718", p.bad};
}

// The lines of a condition.
class Tree {
 public:
  Tree(const Palette& palette, std::string& out) : p_(palette), out_(out) {}

  // `shown` is what the mark tells: the node, or the `not`s in front of it (`prefix`).
  void Add(const ExplainedNode& node, const ExplainedNode& shown, const std::string& prefix,
           size_t depth) {
    const std::vector<std::string>& macros = node.expr->origin;
    if (node.is_check()) return AddCheck(node, shown, prefix, depth);
    if (!macros.empty()) {
      const char* any = node.expr->kind == Kind::kOr ? ": any of" : "";
      Line(shown, depth, prefix + p_.bold + Join(macros) + p_.reset + any);
      return AddParts(node, depth + 1);
    }
    if (node.expr->kind == Kind::kNot) {
      return Add(node.children[0], shown, prefix + "not ", depth);
    }
    // Parts of an `and` stand below one another without a heading.
    const bool plain = node.expr->kind == Kind::kAnd && prefix.empty();
    if (!plain) {
      Line(shown, depth, prefix + (node.expr->kind == Kind::kAnd ? "all of" : "any of"));
    }
    AddParts(node, plain ? depth : depth + 1);
  }

 private:
  void AddParts(const ExplainedNode& node, size_t depth) {
    switch (node.expr->kind) {
      case Kind::kAnd:
        for (const ExplainedNode& child : node.children) Add(child, child, "", depth);
        break;
      case Kind::kNot:
        Add(node.children[0], node, "not ", depth);
        break;
      default:
        for (const ExplainedNode& child : node.children) Alternative(child, depth);
    }
  }

  // A part of an `or`: several checks are kept together.
  void Alternative(const ExplainedNode& node, size_t depth) {
    if (node.expr->kind == Kind::kAnd && node.expr->origin.empty()) {
      Line(node, depth, "all of");
      AddParts(node, depth + 1);
    } else {
      Add(node, node, "", depth);
    }
  }

  void AddCheck(const ExplainedNode& check, const ExplainedNode& shown, const std::string& prefix,
                size_t depth) {
    const std::string macros = Join(check.expr->origin);
    const std::string condition = engine::ShortCheckText(*check.expr, kListWidth);
    std::string plain = prefix + condition;
    std::string text = plain;
    if (!macros.empty()) {
      plain = prefix + macros + ": " + condition;
      text = prefix + p_.bold + macros + p_.reset + ": " + condition;
    }
    const size_t used = 2 * depth + plain.size();
    text.append(used + 2 < kValueColumn ? kValueColumn - used : 2, ' ');
    const Mark mark = MarkOf(shown.result, false, p_);
    text += std::string(shown.reached ? mark.colour : "") + engine::ActualText(check) + p_.reset;
    if (check.decisive) text += std::string("  ") + p_.bold + "<- decides" + p_.reset;
    Line(shown, depth, text, check.null);
  }

  void Line(const ExplainedNode& shown, size_t depth, const std::string& text, bool null = false) {
    const Mark mark = MarkOf(shown.result, null && shown.result == Tri::kFalse, p_);
    out_.append(2 * depth, ' ');
    if (shown.reached) {
      out_ += std::string(" ") + mark.colour + mark.text + p_.reset + "  " + text + "\n";
    } else {
      out_ += std::string(p_.dim) + "(" + mark.text + ") " + text + p_.reset + "\n";
    }
  }

  static std::string Join(const std::vector<std::string>& macros) {
    std::string out;
    for (const std::string& macro : macros) out += (out.empty() ? "" : " = ") + macro;
    return out;
  }

  const Palette& p_;
  std::string& out_;
};

const char* ColourOf(const ExplainedRule& rule, const Palette& p) {
  switch (rule.verdict) {
    case RuleVerdict::kFires:
      return p.good;
    case RuleVerdict::kNoMatch:
    case RuleVerdict::kFailedExec:
      return p.bad;
    case RuleVerdict::kShadowed:
    case RuleVerdict::kNeedsOutcome:
      return p.unsure;
    default:
      return p.dim;
  }
}

std::string Title(const ExplainedRule& rule, const Palette& p) {
  return std::string(p.bold) + rule.rule->name + p.reset + ": " + ColourOf(rule, p) +
         VerdictText(rule) + p.reset + "\n";
}

bool WasRun(const ExplainedRule& rule) { return rule.condition.expr != nullptr; }

}  // namespace

std::string VerdictText(const ExplainedRule& rule) {
  switch (rule.verdict) {
    case RuleVerdict::kFires:
      return "fires (" + std::string(engine::PriorityName(rule.rule->priority)) + ")";
    case RuleVerdict::kShadowed:
      return "true, but '" + rule.shadowed_by +
             "' fired before it (rule_matching is first; -o rule_matching=all runs both)";
    case RuleVerdict::kNoMatch:
      return "does not fire";
    case RuleVerdict::kNeedsOutcome:
      return "depends on what the call returns";
    case RuleVerdict::kFailedExec:
      return "does not fire: the exec failed, so no program was started, and the condition does "
             "not name the outcome (evt.res)";
    case RuleVerdict::kDisabled:
      return "is disabled";
    case RuleVerdict::kBelowPriority:
      return "is not run: its priority is below the minimum";
    case RuleVerdict::kOtherSource:
      return "is about events of another source: " + rule.rule->source;
  }
  return "";
}

std::string RenderHeadline(const engine::Explanation& explanation, size_t number,
                           const Palette& p) {
  return std::string(p.bold) + "event " + std::to_string(number) + p.reset + ": " +
         explanation.event + "\n";
}

std::string RenderRule(const ExplainedRule& rule, const Palette& p) {
  std::string out = Title(rule, p);
  if (!WasRun(rule)) return out;
  Tree(p, out).Add(rule.condition, rule.condition, "", 0);
  return out;
}

std::string RenderOverview(const engine::Explanation& explanation, size_t nearest,
                           const Palette& p) {
  std::string out;
  for (const ExplainedRule& rule : explanation.rules) {
    if (rule.verdict != RuleVerdict::kNoMatch && WasRun(rule)) out += Title(rule, p);
  }
  if (out.empty()) out = "no rule fires\n";
  const auto misses = engine::NearestMisses(explanation, nearest);
  if (!misses.empty()) out += "\nnearest rules that do not fire:\n";
  for (const ExplainedRule* rule : misses) {
    const uint32_t n = rule->condition.distance;
    out += std::string("  ") + p.bold + rule->rule->name + p.reset + ": " + std::to_string(n) +
           (n == 1 ? " check" : " checks") + " away\n";
    const ExplainedNode* check =
        rule->deciding_check ? engine::FindCheck(rule->condition, *rule->deciding_check) : nullptr;
    if (check != nullptr) {
      out += std::string("    ") + p.bad + engine::CheckSentence(*check) + p.reset + "\n";
    }
  }
  return out;
}

std::string RenderLegend(const Palette& p) {
  return std::string(p.dim) +
         "\u2714 true   \u2718 false   \u2205 false: the field has no value   " +
         "? not known before the call returns   ( ) not looked at" + p.reset + "\n";
}

}  // namespace falco_run::app
