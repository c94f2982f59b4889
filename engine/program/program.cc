// SPDX-License-Identifier: Apache-2.0
#include "engine/program/program.h"

#include <algorithm>

#include "engine/program/event_decision.h"

namespace falco_run::engine {

Program::Program(const Catalogue& catalogue) : catalogue_(catalogue), values_(catalogue) {
  nodes_.push_back({Kind::kConstant, 0, 0});
  nodes_.push_back({Kind::kConstant, 1, 0});
  memos_.resize(2);
}

Program::Added Program::AddCondition(const Expr& expr) {
  Added added;
  added.node = Compile(expr, added);
  return added;
}

Program::NodeId Program::Compile(const Expr& expr, Added& added) {
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
  added.names_outcome = added.names_outcome || NamesOutcome(*r.check, values_);
  const auto [it, inserted] = check_by_key_.try_emplace(r.key, checks_.size());
  if (inserted) checks_.push_back(std::move(*r.check));
  return AddCheckNode(it->second);
}

Program::NodeId Program::AddCheckNode(uint32_t check) {
  const auto [it, inserted] = node_by_key_.try_emplace({static_cast<uint32_t>(Kind::kCheck), check},
                                                       static_cast<NodeId>(nodes_.size()));
  if (inserted) {
    nodes_.push_back({Kind::kCheck, check, 0});
    memos_.push_back(0);
  }
  return it->second;
}

Program::NodeId Program::AddNode(Kind kind, const std::vector<NodeId>& children) {
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
  }
  const auto [it, inserted] = node_by_key_.try_emplace(key, static_cast<NodeId>(nodes_.size()));
  if (inserted) {
    nodes_.push_back(
        {kind, static_cast<uint32_t>(children_.size()), static_cast<uint32_t>(key.size() - 1)});
    memos_.push_back(0);
    children_.insert(children_.end(), key.begin() + 1, key.end());
  }
  return it->second;
}

Program::NodeId Program::Specialize(NodeId node, proto::EventType type, std::string_view name) {
  std::map<NodeId, NodeId> done;
  return Fix(node, type, name, Fold::kAll, done);
}

Program::NodeId Program::SpecializeByName(NodeId node, proto::EventType type,
                                          std::string_view name) {
  std::map<NodeId, NodeId> done;
  return Fix(node, type, name, Fold::kNames, done);
}

Program::NodeId Program::Fix(NodeId id, proto::EventType type, std::string_view name, Fold fold,
                             std::map<NodeId, NodeId>& done) {
  if (id <= kTrueNode) return id;
  const auto it = done.find(id);
  if (it != done.end()) return it->second;
  const Node node = nodes_[id];
  NodeId result = id;
  if (node.kind == Kind::kCheck) {
    const std::optional<bool> decided = Decide(checks_[node.first], type, name, fold);
    if (decided) result = *decided ? kTrueNode : kFalseNode;
  } else {
    std::vector<NodeId> children(children_.begin() + node.first,
                                 children_.begin() + node.first + node.count);
    for (NodeId& c : children) c = Fix(c, type, name, fold, done);
    result = AddNode(node.kind, children);
  }
  done.emplace(id, result);
  return result;
}

std::optional<bool> Program::Decide(const CompiledCheck& check, proto::EventType type,
                                    std::string_view name, Fold fold) {
  if (check.right()) return std::nullopt;
  const ValueExpr& e = values_.expr(check.left());
  if (e.kind != ValueExpr::Kind::kField) return std::nullopt;
  if (IsNumberZero(check, e)) return false;
  const std::optional<Value> value = fold == Fold::kAll ? ValueOfEventType(e.field, type, name)
                                                        : NameOfEventType(e.field, type, name);
  if (!value) return std::nullopt;
  return check.EvaluateOn(*value) == Tri::kTrue;
}

Tri Program::EvaluateNode(const Node& node) {
  switch (node.kind) {
    case Kind::kConstant:
      return ToTri(node.first != 0);
    case Kind::kCheck:
      return checks_[node.first].Evaluate(values_);
    case Kind::kNot:
      return Not(Evaluate(children_[node.first]));
    case Kind::kAnd: {
      bool unknown = false;
      for (uint32_t i = 0; i < node.count; ++i) {
        const Tri t = Evaluate(children_[node.first + i]);
        if (t == Tri::kFalse) return t;
        unknown = unknown || t == Tri::kUnknown;
      }
      return unknown ? Tri::kUnknown : Tri::kTrue;
    }
    case Kind::kOr: {
      bool unknown = false;
      for (uint32_t i = 0; i < node.count; ++i) {
        const Tri t = Evaluate(children_[node.first + i]);
        if (t == Tri::kTrue) return t;
        unknown = unknown || t == Tri::kUnknown;
      }
      return unknown ? Tri::kUnknown : Tri::kFalse;
    }
  }
  return Tri::kFalse;
}

void Program::Restart() {
  std::fill(memos_.begin(), memos_.end(), 0);
  epoch_ = 1;
}

}  // namespace falco_run::engine
