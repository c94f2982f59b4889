// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_PROGRAM_PROGRAM_H_
#define FALCO_RUN_ENGINE_PROGRAM_PROGRAM_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/program/check.h"
#include "engine/program/event_decision.h"
#include "engine/program/guard.h"
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
    std::set<std::string> host_names;  // that addresses are compared with
    std::set<uint32_t> values;         // ids in the value table
  };
  // Compiles a condition without macros. Recursion is bounded by the parser's depth limit.
  Added AddCondition(const Expr& expr);

  // After the last condition: lets go what only adding them needs, their trees for one.
  void EndAdding() {
    check_by_key_ = {};
    bodies_ = {};
  }

  ValueTable& values() { return values_; }

  // The node for events of this type; `name` is the syscall's for EVENT_GENERIC, "" for those
  // that no condition mentions. In an `and` or `or` the cheapest checks come first.
  NodeId Specialize(NodeId node, proto::EventType type, std::string_view name);
  // The same for many: what they share is looked at once. O(nodes below them).
  void Specialize(std::span<NodeId> nodes, proto::EventType type, std::string_view name);

  // The event types with an event for which the node may be true, as far as types tell; with
  // kNames: those that the condition names. EVENT_GENERIC stands for names no rule mentions.
  // O(nodes), once.
  EventSet PossibleEvents(NodeId node, DecideBy by = DecideBy::kAll);

  // False if the condition cannot hold where the boolean field has the value `value`. O(nodes
  // below it).
  bool MayHold(NodeId node, std::string_view field, bool value);

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

  // What checks may look at besides the event's type; bits.
  enum Scope : uint8_t {
    kProcessScope = 1,  // nothing but the process and its ancestors
    kFlagsScope = 2,    // nothing but the flags that open and openat pass
  };
  // Evaluation with only the checks of one scope known and all others unknown: what is decided
  // so is decided for every event that agrees in that scope. PrepareParts() before the first
  // time and after nodes were added, BeginPart() after Begin().
  void PrepareParts();
  void BeginPart(Scope scope);
  Tri EvaluatePart(NodeId node) {
    if ((scopes_[node] & part_scope_) == 0) return node <= kTrueNode ? ToTri(node) : Tri::kUnknown;
    const uint32_t memo = part_memos_[node];
    if (memo >> 2 == part_epoch_) return static_cast<Tri>(memo & 3);
    const Tri t = EvaluatePartOf(nodes_[node]);
    part_memos_[node] = part_epoch_ << 2 | static_cast<uint32_t>(t);
    return t;
  }

  // The rarest guard of a condition; its cost is Guard::kUseless if there is none.
  Guard FindGuard(NodeId node, Guard::Scope scope) const;
  const CompiledCheck& check(uint32_t i) const { return checks_[i]; }

  size_t check_count() const { return checks_.size(); }
  size_t node_count() const { return nodes_.size(); }

 private:
  static constexpr uint32_t kMaxEpoch = 1u << 30;
  static constexpr uint32_t kCheap = 1;  // weight
  enum class Kind : uint8_t { kConstant, kCheck, kNot, kAnd, kOr };
  struct Node {
    Kind kind = Kind::kConstant;
    uint32_t first = 0;  // kCheck: check; kConstant: its value; else index into children_
    uint32_t count = 0;
  };

  // `cheap_first`: cheap checks come before all else.
  NodeId AddNode(Kind kind, const std::vector<NodeId>& children, bool cheap_first = false);
  void Append(const Node& node);
  uint32_t WeightOf(const Node& node) const;
  NodeId AddCheckNode(uint32_t check);
  NodeId Compile(const Expr& expr, Added& added);
  NodeId CompileAnew(const Expr& expr, Added& added);
  // What was found out about a part, but for the node and what is wrong.
  static void Merge(const Added& part, Added& whole);
  NodeId CompileCheckNode(const Check& check, Added& added);
  NodeId Fix(NodeId node, proto::EventType type, std::string_view name, std::vector<NodeId>& done);
  EventVerdict VerdictOf(const Node& node, const std::vector<EventVerdict>& known, DecideBy by);
  Tri Suppose(NodeId id, std::string_view field, bool value, std::vector<uint8_t>& done);
  Tri EvaluateNode(const Node& node);
  Tri EvaluatePartOf(const Node& node);
  template <typename F>
  Tri Combine(const Node& node, F evaluate) const;
  uint8_t ScopesOf(const Node& node) const;
  void Restart();

  const Catalogue& catalogue_;
  ValueTable values_;
  std::vector<CompiledCheck> checks_;
  absl::flat_hash_map<std::string, uint32_t> check_by_key_;
  absl::flat_hash_map<std::shared_ptr<const Expr>, Added> bodies_;  // see Expr::body
  std::vector<Node> nodes_;
  std::vector<NodeId> children_;
  std::vector<uint32_t> weights_;  // cost of a node, roughly
  std::vector<uint32_t> memos_;
  absl::flat_hash_map<std::vector<uint32_t>, NodeId> node_by_key_;
  std::vector<EventVerdict> verdicts_[2];  // by DecideBy and node, as far as asked for
  uint32_t epoch_ = 0;
  std::vector<uint8_t> scopes_;  // of all checks of a node; for the first nodes
  std::vector<uint32_t> part_memos_;
  uint32_t part_epoch_ = 0;
  Scope part_scope_ = kProcessScope;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_PROGRAM_PROGRAM_H_
