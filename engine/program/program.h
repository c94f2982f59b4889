// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_PROGRAM_PROGRAM_H_
#define FALCO_RUN_ENGINE_PROGRAM_PROGRAM_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/program/check.h"
#include "engine/program/tri.h"
#include "engine/program/value_table.h"

namespace falco_run::engine {

// All conditions of one source as one shared graph: a check or a combination that several
// conditions contain exists once and is evaluated at most once an event.
//
//   Program program(catalogue);
//   Program::Added rule = program.AddCondition(*expr);
//   program.Begin(ctx);                    // for each event
//   Tri t = program.Evaluate(program.Specialize(rule.node, type, ""));
//
// A node specialised for an event type has every check that the type alone decides folded
// away; do it once a type, not for each event.
class Program {
 public:
  using NodeId = uint32_t;
  static constexpr NodeId kFalseNode = 0;
  static constexpr NodeId kTrueNode = 1;

  explicit Program(const Catalogue& catalogue);

  struct Added {
    NodeId node = kFalseNode;
    std::optional<Diagnostic> error;
    std::vector<Diagnostic> warnings;
    bool names_outcome = false;  // evt.res and the like occur
    // Names evt.type is compared with that have no EventType of their own.
    std::set<std::string> generic_names;
    std::set<uint32_t> values;  // ids in the value table
  };
  // Compiles a condition without macros. Recursion is bounded by the parser's depth limit.
  Added AddCondition(const Expr& expr);

  ValueTable& values() { return values_; }

  // The node for events of this type; `name` is the syscall's for EVENT_GENERIC.
  NodeId Specialize(NodeId node, proto::EventType type, std::string_view name);

  // The same by evt.type, syscall.type and evt.num alone: which event types does the
  // condition name?
  NodeId SpecializeByName(NodeId node, proto::EventType type, std::string_view name);

  void Begin(EventContext& ctx) {
    values_.Begin(ctx);
    if (++epoch_ == kMaxEpoch) Restart();
  }
  Tri Evaluate(NodeId node) {
    const uint32_t memo = memos_[node];
    if (memo >> 2 == epoch_) return static_cast<Tri>(memo & 3);
    const Tri t = EvaluateNode(nodes_[node]);
    memos_[node] = epoch_ << 2 | static_cast<uint32_t>(t);
    return t;
  }

  size_t check_count() const { return checks_.size(); }
  size_t node_count() const { return nodes_.size(); }

 private:
  static constexpr uint32_t kMaxEpoch = 1u << 30;
  enum class Kind : uint8_t { kConstant, kCheck, kNot, kAnd, kOr };
  struct Node {
    Kind kind = Kind::kConstant;
    uint32_t first = 0;  // kCheck: check; kConstant: its value; else index into children_
    uint32_t count = 0;
  };
  enum class Fold { kAll, kNames };

  NodeId AddNode(Kind kind, const std::vector<NodeId>& children);
  NodeId AddCheckNode(uint32_t check);
  NodeId Compile(const Expr& expr, Added& added);
  NodeId CompileCheckNode(const Check& check, Added& added);
  NodeId Fix(NodeId node, proto::EventType type, std::string_view name, Fold fold,
             std::map<NodeId, NodeId>& done);
  std::optional<bool> Decide(const CompiledCheck& check, proto::EventType type,
                             std::string_view name, Fold fold);
  Tri EvaluateNode(const Node& node);
  void Restart();

  const Catalogue& catalogue_;
  ValueTable values_;
  std::vector<CompiledCheck> checks_;
  std::map<std::string, uint32_t> check_by_key_;
  std::vector<Node> nodes_;
  std::vector<NodeId> children_;
  std::vector<uint32_t> memos_;
  std::map<std::vector<uint32_t>, NodeId> node_by_key_;
  uint32_t epoch_ = 0;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_PROGRAM_PROGRAM_H_
