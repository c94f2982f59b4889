// SPDX-License-Identifier: Apache-2.0
#include "engine/program/program.h"

#include <algorithm>

#include "engine/program/event_decision.h"

namespace falco_run::engine {

Program::Program(const Catalogue& catalogue) : catalogue_(catalogue), values_(catalogue) {
  Append({Kind::kConstant, 0, 0});
  Append({Kind::kConstant, 1, 0});
}

Program::Added Program::AddCondition(const Expr& expr) {
  Added added;
  added.node = Compile(expr, added);
  return added;
}

Program::NodeId Program::Compile(const Expr& expr, Added& added) {
  if (expr.body == nullptr) return CompileAnew(expr, added);
  auto found = bodies_.find(expr.body);
  if (found == bodies_.end()) {
    Added own;
    own.node = CompileAnew(expr, own);
    // What is said of it is said at each place.
    if (own.error || !own.warnings.empty()) {
      added.error = std::move(own.error);
      added.warnings.insert(added.warnings.end(), own.warnings.begin(), own.warnings.end());
      Merge(own, added);
      return own.node;
    }
    found = bodies_.emplace(expr.body, std::move(own)).first;
  }
  Merge(found->second, added);
  return found->second.node;
}

void Program::Merge(const Added& part, Added& whole) {
  whole.names_outcome = whole.names_outcome || part.names_outcome;
  whole.generic_names.insert(part.generic_names.begin(), part.generic_names.end());
  whole.host_names.insert(part.host_names.begin(), part.host_names.end());
  whole.values.insert(part.values.begin(), part.values.end());
}

Program::NodeId Program::CompileAnew(const Expr& expr, Added& added) {
  switch (expr.kind) {
    case Expr::Kind::kCheck:
      return CompileCheckNode(*expr.check, added);
    case Expr::Kind::kMacro:
      added.error = Diagnostic{"macro '" + expr.macro + "' is not resolved", expr.position};
      return kFalseNode;
    case Expr::Kind::kNot:
    case Expr::Kind::kAnd:
    case Expr::Kind::kOr:
      break;
  }
  std::vector<NodeId> children;
  for (const ExprPtr& child : expr.children) {
    children.push_back(Compile(*child, added));
    if (added.error) return kFalseNode;
  }
  const Kind kind = expr.kind == Expr::Kind::kNot   ? Kind::kNot
                    : expr.kind == Expr::Kind::kAnd ? Kind::kAnd
                                                    : Kind::kOr;
  return AddNode(kind, children);
}

Program::NodeId Program::CompileCheckNode(const Check& check, Added& added) {
  CompiledCheckResult r = CompileCheck(check, catalogue_, values_);
  added.warnings.insert(added.warnings.end(), r.warnings.begin(), r.warnings.end());
  if (r.error) {
    added.error = std::move(r.error);
    return kFalseNode;
  }
  added.values.insert(r.check->left());
  if (r.check->right()) added.values.insert(*r.check->right());
  CollectGenericNames(check, *r.check, values_, added.generic_names);
  CollectHostNames(*r.check, values_, added.host_names);
  added.names_outcome = added.names_outcome || NamesOutcome(*r.check, values_);
  const auto [it, inserted] = check_by_key_.try_emplace(r.key, checks_.size());
  if (inserted) checks_.push_back(std::move(*r.check));
  return AddCheckNode(it->second);
}

Program::NodeId Program::AddCheckNode(uint32_t check) {
  const auto [it, inserted] = node_by_key_.try_emplace({static_cast<uint32_t>(Kind::kCheck), check},
                                                       static_cast<NodeId>(nodes_.size()));
  if (inserted) Append({Kind::kCheck, check, 0});
  return it->second;
}

void Program::Append(const Node& node) {
  weights_.push_back(WeightOf(node));
  nodes_.push_back(node);
  memos_.push_back(0);
}

uint32_t Program::WeightOf(const Node& node) const {
  if (node.kind == Kind::kConstant) return 0;
  if (node.kind == Kind::kCheck) return CheckCost(checks_[node.first], values_);
  uint32_t sum = 1;  // an equality before its negation: it holds less often
  for (uint32_t i = 0; i < node.count; ++i) sum += weights_[children_[node.first + i]];
  return std::min(sum, 1u << 20);
}

Program::NodeId Program::AddNode(Kind kind, const std::vector<NodeId>& children, bool cheap_first) {
  if (kind == Kind::kNot) {
    const NodeId c = children[0];
    if (nodes_[c].kind == Kind::kConstant) return c == kTrueNode ? kFalseNode : kTrueNode;
    if (nodes_[c].kind == Kind::kNot) return children_[nodes_[c].first];
  }
  std::vector<uint32_t> key = {static_cast<uint32_t>(kind)};
  if (kind == Kind::kNot) {
    key.push_back(children[0]);
  } else {
    const NodeId absorbing = kind == Kind::kAnd ? kFalseNode : kTrueNode;
    const NodeId neutral = kind == Kind::kAnd ? kTrueNode : kFalseNode;
    for (NodeId c : children) {
      if (c == absorbing) return absorbing;
      if (c == neutral) continue;
      // (a and b) and c is one list; a child that occurs twice counts once.
      const bool same = nodes_[c].kind == kind;
      const uint32_t n = same ? nodes_[c].count : 1;
      for (uint32_t i = 0; i < n; ++i) {
        const NodeId item = same ? children_[nodes_[c].first + i] : c;
        if (std::find(key.begin() + 1, key.end(), item) == key.end()) key.push_back(item);
      }
    }
    if (key.size() == 1) return neutral;
    if (key.size() == 2) return key[1];
    if (cheap_first) {
      // The rest stays as written: authors put first what rarely holds.
      std::stable_partition(key.begin() + 1, key.end(),
                            [this](NodeId n) { return weights_[n] <= kCheap; });
    }
  }
  const auto [it, inserted] = node_by_key_.try_emplace(key, static_cast<NodeId>(nodes_.size()));
  if (inserted) {
    const auto first = static_cast<uint32_t>(children_.size());
    children_.insert(children_.end(), key.begin() + 1, key.end());
    Append({kind, first, static_cast<uint32_t>(key.size() - 1)});
  }
  return it->second;
}

Program::NodeId Program::Specialize(NodeId node, proto::EventType type, std::string_view name) {
  Specialize({&node, 1}, type, name);
  return node;
}

void Program::Specialize(std::span<NodeId> nodes, proto::EventType type, std::string_view name) {
  std::vector<NodeId> done(nodes_.size());
  for (NodeId& node : nodes) node = Fix(node, type, name, done);
}

// `done` holds what became of a node, plus 1; 0 = not visited.
Program::NodeId Program::Fix(NodeId id, proto::EventType type, std::string_view name,
                             std::vector<NodeId>& done) {
  if (id <= kTrueNode) return id;
  if (done[id] != 0) return done[id] - 1;
  const Node node = nodes_[id];
  NodeId result = id;
  if (node.kind == Kind::kCheck) {
    const std::optional<bool> decided =
        DecideEvent(checks_[node.first], values_, type, name, DecideBy::kAll);
    if (decided) result = *decided ? kTrueNode : kFalseNode;
  } else {
    std::vector<NodeId> children(children_.begin() + node.first,
                                 children_.begin() + node.first + node.count);
    for (NodeId& c : children) c = Fix(c, type, name, done);
    result = AddNode(node.kind, children, /*cheap_first=*/true);
  }
  done[id] = result + 1;
  return result;
}

// A node's children have lower ids, so one pass from the bottom knows them all.
EventSet Program::PossibleEvents(NodeId node, DecideBy by) {
  std::vector<EventVerdict>& verdicts = verdicts_[static_cast<size_t>(by)];
  while (verdicts.size() <= node) {
    verdicts.push_back(VerdictOf(nodes_[verdicts.size()], verdicts, by));
  }
  return ~verdicts[node].no;
}

// The same folding as Fix() does for one type.
EventVerdict Program::VerdictOf(const Node& node, const std::vector<EventVerdict>& known,
                                DecideBy by) {
  EventVerdict v;
  switch (node.kind) {
    case Kind::kConstant:
      (node.first != 0 ? v.yes : v.no).set();
      break;
    case Kind::kCheck:
      return DecideEvents(checks_[node.first], values_, by);
    case Kind::kNot: {
      const EventVerdict& child = known[children_[node.first]];
      return {child.no, child.yes};
    }
    case Kind::kAnd:
      v.yes.set();
      for (uint32_t i = 0; i < node.count; ++i) {
        v.yes &= known[children_[node.first + i]].yes;
        v.no |= known[children_[node.first + i]].no;
      }
      break;
    case Kind::kOr:
      v.no.set();
      for (uint32_t i = 0; i < node.count; ++i) {
        v.yes |= known[children_[node.first + i]].yes;
        v.no &= known[children_[node.first + i]].no;
      }
      break;
  }
  return v;
}

template <typename F>
Tri Program::Combine(const Node& node, F evaluate) const {
  const uint32_t* const children = children_.data() + node.first;
  if (node.kind == Kind::kNot) return Not(evaluate(children[0]));
  const Tri absorbing = node.kind == Kind::kAnd ? Tri::kFalse : Tri::kTrue;
  bool unknown = false;
  for (uint32_t i = 0; i < node.count; ++i) {
    const Tri t = evaluate(children[i]);
    if (t == absorbing) return t;
    unknown = unknown || t == Tri::kUnknown;
  }
  return unknown ? Tri::kUnknown : Not(absorbing);
}

bool Program::MayHold(NodeId node, std::string_view field, bool value) {
  std::vector<uint8_t> done(nodes_.size());
  return Suppose(node, field, value, done) != Tri::kFalse;
}

// `done` holds the value of a node, plus 1; 0 = not visited.
Tri Program::Suppose(NodeId id, std::string_view field, bool value, std::vector<uint8_t>& done) {
  if (done[id] != 0) return static_cast<Tri>(done[id] - 1);
  const Node& node = nodes_[id];
  Tri t = Tri::kUnknown;
  if (node.kind == Kind::kConstant) {
    t = ToTri(node.first != 0);
  } else if (node.kind == Kind::kCheck) {
    const CompiledCheck& check = checks_[node.first];
    const ValueExpr& left = values_.expr(check.left());
    if (left.kind == ValueExpr::Kind::kField && left.field.info->name == field && !check.right()) {
      t = check.EvaluateOn(Value::Bool(value));
    }
  } else {
    t = Combine(node, [&](NodeId child) { return Suppose(child, field, value, done); });
  }
  done[id] = static_cast<uint8_t>(static_cast<uint8_t>(t) + 1);
  return t;
}

Tri Program::EvaluateNode(const Node& node) {
  if (node.kind == Kind::kCheck) return checks_[node.first].Evaluate(values_);
  if (node.kind == Kind::kConstant) return ToTri(node.first != 0);
  return Combine(node, [this](NodeId child) { return Evaluate(child); });
}

Tri Program::EvaluatePartOf(const Node& node) {
  if (node.kind == Kind::kCheck) return checks_[node.first].Evaluate(values_);
  return Combine(node, [this](NodeId child) { return EvaluatePart(child); });
}

void Program::PrepareParts() {
  scopes_.reserve(nodes_.size());
  while (scopes_.size() < nodes_.size()) scopes_.push_back(ScopesOf(nodes_[scopes_.size()]));
  part_memos_.resize(nodes_.size());
}

void Program::BeginPart(Scope scope) {
  part_scope_ = scope;
  if (++part_epoch_ == kMaxEpoch) {
    std::fill(part_memos_.begin(), part_memos_.end(), 0);
    part_epoch_ = 1;
  }
}

uint8_t Program::ScopesOf(const Node& node) const {
  uint8_t scopes = 0;
  switch (node.kind) {
    case Kind::kConstant:
      break;
    case Kind::kCheck: {
      const CompiledCheck& check = checks_[node.first];
      const ValueExpr& left = values_.expr(check.left());
      const bool right = !check.right() || values_.expr(*check.right()).per_process;
      if (left.per_process && right) scopes |= kProcessScope;
      if (ReadsFlagsOnly(left) && !check.right()) scopes |= kFlagsScope;
      break;
    }
    default:
      for (uint32_t i = 0; i < node.count; ++i) scopes |= scopes_[children_[node.first + i]];
  }
  return scopes;
}

Guard Program::FindGuard(NodeId id, Guard::Scope scope) const {
  const Node& node = nodes_[id];
  Guard best;
  best.cost = Guard::kUseless;
  if (node.kind == Kind::kCheck) {
    best.checks = {node.first};
    best.cost = GuardCost(checks_[node.first], values_, scope);
  } else if (node.kind == Kind::kAnd) {
    for (uint32_t i = 0; i < node.count; ++i) {
      Guard child = FindGuard(children_[node.first + i], scope);
      if (child.cost < best.cost) best = std::move(child);
    }
  } else if (node.kind == Kind::kOr) {
    best.cost = 0;
    for (uint32_t i = 0; i < node.count && best.cost < Guard::kUseless; ++i) {
      const Guard child = FindGuard(children_[node.first + i], scope);
      best.cost += child.cost;
      best.checks.insert(best.checks.end(), child.checks.begin(), child.checks.end());
    }
  }
  return best;
}

void Program::Restart() {
  std::fill(memos_.begin(), memos_.end(), 0);
  epoch_ = 1;
}

}  // namespace falco_run::engine
