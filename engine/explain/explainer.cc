// SPDX-License-Identifier: Apache-2.0
#include "engine/explain/explainer.h"

#include <optional>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "engine/events/event_table.h"
#include "engine/explain/deciding.h"
#include "engine/fields/catalogue.h"
#include "engine/format/field_text.h"
#include "engine/language/printer.h"

namespace falco_run::engine {
namespace {

constexpr char kHeadline[] = "%evt.type by %proc.name: %evt.args";
// While the outcome is not known the arguments, which begin with it, have no text.
constexpr char kEntryHeadline[] = "%evt.type by %proc.name: file=%fd.name";
constexpr char kAuditHeadline[] =
    "%ka.verb %ka.target.resource by %ka.user.name: name=%ka.target.name "
    "namespace=%ka.target.namespace subresource=%ka.target.subresource code=%ka.response.code";

// Leaves out arguments that have no value.
std::string WithoutMissing(std::string text) {
  constexpr std::string_view kMissing = "=<NA>";
  for (size_t at = text.find(kMissing); at != text.npos; at = text.find(kMissing, at)) {
    const size_t begin = text.rfind(' ', at);
    if (begin == text.npos) break;
    text.erase(begin, at + kMissing.size() - begin);
    at = begin;
  }
  while (text.ends_with(' ') || text.ends_with(':')) text.pop_back();
  return text;
}

// fd.sip for fd.sip.name: the address says more than that it has none of the names.
std::optional<Operand> AddressBehindName(const Operand& operand) {
  const auto* field = std::get_if<FieldRef>(&operand.value);
  if (field == nullptr) return std::nullopt;
  const Catalogue::Found found = Catalogue::ForSource("syscall")->Find(field->name, field->arg);
  if (!found.use || (found.use->info->flags & kHostName) == 0) return std::nullopt;
  constexpr std::string_view kSuffix = ".name";
  Operand address = operand;
  address.value =
      FieldRef{field->name.substr(0, field->name.size() - kSuffix.size()), std::nullopt};
  return address;
}

// Types of a newer falco-run than this are no type.
bool Names(const EventSet& events, proto::EventType type) {
  const auto i = static_cast<size_t>(type);
  return events.test(i < events.size() ? i : 0);
}

RuleVerdict NotRun(const Rule& rule, const EngineOptions& options) {
  if (!rule.enabled) return RuleVerdict::kDisabled;
  if (rule.priority > options.minimum_priority) return RuleVerdict::kBelowPriority;
  return RuleVerdict::kNoMatch;
}

// Kleene's and/or/not over children that were evaluated.
Tri Combine(Expr::Kind kind, const std::vector<ExplainedNode>& children) {
  if (kind == Expr::Kind::kNot) return Not(children[0].result);
  const Tri settles = kind == Expr::Kind::kAnd ? Tri::kFalse : Tri::kTrue;
  Tri result = Not(settles);
  for (const ExplainedNode& child : children) {
    if (child.result == settles) return settles;
    if (child.result == Tri::kUnknown) result = Tri::kUnknown;
  }
  return result;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Explainer>> Explainer::Create(const RuleSet& rules,
                                                             const EngineOptions& options) {
  std::unique_ptr<Explainer> explainer(new Explainer(options));
  const auto headline = [](Side& side, const char* text) {
    return OutputFormat::Compile(text, *side.catalogue, side.program.values()).format;
  };
  explainer->calls_.headline = headline(explainer->calls_, kHeadline);
  explainer->calls_.entry_headline = headline(explainer->calls_, kEntryHeadline);
  explainer->audit_.headline = headline(explainer->audit_, kAuditHeadline);
  for (const Rule& rule : rules.rules) {
    if (absl::Status s = explainer->Add(rule); !s.ok()) return s;
  }
  return explainer;
}

Explainer::Side* Explainer::SideOf(const Rule& rule) {
  if (rule.source == "syscall") return &calls_;
  return rule.source == "k8s_audit" ? &audit_ : nullptr;
}

absl::Status Explainer::Add(const Rule& rule) {
  CompiledRule& compiled = rules_.emplace_back();
  compiled.rule = &rule;
  compiled.side = SideOf(rule);
  compiled.not_run = compiled.side == nullptr ? RuleVerdict::kOtherSource : NotRun(rule, options_);
  if (compiled.not_run != RuleVerdict::kNoMatch) return absl::OkStatus();
  const auto fail = [&](const std::string& what) {
    return absl::InvalidArgumentError("rule '" + rule.name + "': " + what);
  };
  if (rule.expr == nullptr) return fail("it has no condition");
  Program& program = compiled.side->program;
  const Program::Added added = program.AddCondition(*rule.expr);
  if (added.error) return fail("condition: " + added.error->message);
  compiled.node = added.node;
  host_names_.insert(added.host_names.begin(), added.host_names.end());
  compiled.named_events = program.PossibleEvents(added.node, DecideBy::kNames);
  compiled.names_outcome = added.names_outcome;
  RuleOutput::Compiled output =
      RuleOutput::Compile(rule, *compiled.side->catalogue, program.values());
  if (output.error) return fail("output: " + output.error->message);
  compiled.output = std::move(output.output);
  AddChecks(*rule.expr, *compiled.side);
  return absl::OkStatus();
}

// The condition was compiled as a whole, so nothing here can fail.
void Explainer::AddChecks(const Expr& expr, Side& side) {
  for (const ExprPtr& child : expr.children) AddChecks(*child, side);
  if (expr.kind != Expr::Kind::kCheck) return;
  CompiledCheckNode& compiled = checks_[&expr];
  compiled.node = side.program.AddCondition(expr).node;
  const auto add = [&](const Operand& operand) {
    compiled.values.emplace_back(PrintOperand(operand), side.program.values().Add(operand).id);
  };
  add(expr.check->left);
  if (const auto address = AddressBehindName(expr.check->left)) add(*address);
  if (!expr.check->right) return;
  const auto& right = expr.check->right->value;
  if (std::holds_alternative<FieldRef>(right) || std::holds_alternative<TransformerCall>(right)) {
    add(*expr.check->right);
  }
}

bool Explainer::Concerns(const CompiledRule& rule, const proto::SyscallEvent& event) {
  if (event.type() != proto::EVENT_GENERIC) return Names(rule.named_events, event.type());
  return calls_.program.Specialize(rule.node, event.type(), event.name()) != Program::kFalseNode;
}

Explanation Explainer::Explain(const proto::SyscallEvent& event) {
  // Specialising adds nodes, so it comes before the event's beginning.
  std::vector<bool> concerned;
  for (const CompiledRule& compiled : rules_) {
    concerned.push_back(compiled.side != &calls_ || Concerns(compiled, event));
  }
  calls_.context.Begin(event);
  Explanation explanation = ExplainBegun(calls_);
  for (size_t i = 0; i < rules_.size(); ++i) {
    explanation.rules[i].concerns_event_type = concerned[i];
  }
  return explanation;
}

Explanation Explainer::Explain(const proto::AuditEvent& event) {
  audit_.context.Begin(event);
  return ExplainBegun(audit_);
}

Explanation Explainer::ExplainBegun(Side& side) {
  side_ = &side;
  Explanation explanation;
  EventContext& context = side.context;
  side.program.Begin(context);
  proto::Alert headline;
  const OutputFormat& format = context.outcome_known() ? side.headline : side.entry_headline;
  format.Render(side.program.values(), context, headline);
  explanation.number = context.event().seq();
  explanation.event = WithoutMissing(headline.message());
  for (const CompiledRule& compiled : rules_) {
    ExplainedRule& rule = explanation.rules.emplace_back();
    rule.rule = compiled.rule;
    rule.verdict = compiled.side == &side ? compiled.not_run : RuleVerdict::kOtherSource;
    if (rule.verdict != RuleVerdict::kNoMatch) continue;
    rule.condition = ExplainNode(*compiled.rule->expr, /*reached=*/true, rule.checks);
    rule.deciding_check = MarkDeciding(rule.condition);
    rule.verdict = VerdictOf(compiled, rule.condition.result, context.event());
  }
  Decide(explanation);
  return explanation;
}

ExplainedNode Explainer::ExplainNode(const Expr& expr, bool reached, uint32_t& checks) {
  ExplainedNode node;
  node.expr = &expr;
  node.reached = reached;
  if (expr.kind == Expr::Kind::kCheck) {
    node.check = checks++;
    ExplainCheck(node);
    node.distance = 1;
    return node;
  }
  const Tri settles = expr.kind == Expr::Kind::kAnd ? Tri::kFalse : Tri::kTrue;
  for (const ExprPtr& child : expr.children) {
    node.children.push_back(ExplainNode(*child, reached, checks));
    if (node.children.back().result == settles) reached = false;
  }
  node.result = Combine(expr.kind, node.children);
  node.distance = DistanceOf(node);
  return node;
}

void Explainer::ExplainCheck(ExplainedNode& node) {
  const CompiledCheckNode& check = checks_.at(node.expr);
  node.result = side_->program.Evaluate(check.node);
  for (const auto& [name, value] : check.values) node.values.push_back(Describe(name, value));
  for (const ExplainedValue& value : node.values) {
    if (value.state == ExplainedValue::State::kNull) node.null = node.result == Tri::kFalse;
  }
}

ExplainedValue Explainer::Describe(const std::string& name, uint32_t value) {
  const ValueTable::Reading& reading = side_->program.values().Read(value);
  const ValueExpr& expr = side_->program.values().expr(value);
  ExplainedValue described;
  described.name = name;
  using State = ExplainedValue::State;
  const auto one = [&](const Value& v, std::string& text) {
    switch (v.state) {
      case Value::State::kNull:
        return State::kNull;
      case Value::State::kUnknown:
        return State::kUnknown;
      case Value::State::kRange:
        text = std::to_string(v.i) + ".." + std::to_string(v.hi);
        return State::kUnknown;
      case Value::State::kPresent:
        AppendFieldText(v, expr, text);
        if (v.shape == Value::Shape::kPair && v.count == 0) text = "(no name of the rules)";
    }
    return State::kPresent;
  };
  described.state = one(reading.value[0], described.text);
  if (!reading.dual) return described;
  std::string failed;
  const State if_failed = one(reading.value[1], failed);
  if (described.state == if_failed && described.text == failed) return described;
  const auto word = [](State s, const std::string& text) {
    if (!text.empty()) return text;
    return std::string(s == State::kNull ? "no value" : s == State::kUnknown ? "unknown" : "\"\"");
  };
  described.text = word(described.state, described.text) + " on success, " +
                   word(if_failed, failed) + " on failure";
  described.state = State::kUnknown;
  return described;
}

RuleVerdict Explainer::VerdictOf(const CompiledRule& rule, Tri result,
                                 const proto::SyscallEvent& event) {
  if (result == Tri::kFalse) return RuleVerdict::kNoMatch;
  const bool known = side_->context.outcome_known();
  if (IsExec(event.type()) && !rule.names_outcome) {
    if (!known) return RuleVerdict::kNeedsOutcome;
    if (event.result() < 0) return RuleVerdict::kFailedExec;
  }
  if (result == Tri::kUnknown) return RuleVerdict::kNeedsOutcome;
  if (!known && rule.output.DependsOnOutcome(side_->program.values()))
    return RuleVerdict::kNeedsOutcome;
  return RuleVerdict::kFires;
}

void Explainer::Decide(Explanation& explanation) const {
  const bool first_only = options_.rule_matching == EngineOptions::Matching::kFirst;
  const ExplainedRule* fired = nullptr;
  for (ExplainedRule& rule : explanation.rules) {
    if (fired != nullptr && first_only) {
      if (rule.verdict == RuleVerdict::kFires || rule.verdict == RuleVerdict::kNeedsOutcome) {
        rule.verdict = RuleVerdict::kShadowed;
        rule.shadowed_by = fired->rule->name;
      }
    } else if (rule.verdict == RuleVerdict::kNeedsOutcome) {
      explanation.decision = Decision::kNeedOutcome;
    } else if (rule.verdict == RuleVerdict::kFires) {
      fired = &rule;
    }
  }
  if (explanation.decision == Decision::kNeedOutcome) {
    // Nothing fires before the outcome is known.
    for (ExplainedRule& rule : explanation.rules) {
      if (rule.verdict == RuleVerdict::kFires || rule.verdict == RuleVerdict::kShadowed) {
        rule.verdict = RuleVerdict::kNeedsOutcome;
        rule.shadowed_by.clear();
      }
    }
  } else if (fired != nullptr) {
    explanation.decision = Decision::kMatch;
  }
}

}  // namespace falco_run::engine
