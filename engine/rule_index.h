// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_RULE_INDEX_H_
#define FALCO_RUN_ENGINE_RULE_INDEX_H_

#include <cstdint>
#include <span>
#include <vector>

#include "engine/fields/event_context.h"
#include "engine/program/program.h"
#include "engine/program/text_index.h"

namespace falco_run::engine {

// Conditions for one event type, and which of them an event can fulfil at all.
//
//   RuleIndex index(program, nodes, type);   // nodes specialised for the type
//   program.Begin(ctx);
//   for (each set bit i of index.Candidates(ctx)) program.Evaluate(nodes[i]) ...
//
// A condition that is no candidate is false for the event, for every outcome. Three filters see
// to that; each leaves a condition in unless it is certain:
//
// * the process: the condition with only its process checks known. Asked when the others leave
//   the condition in; kept for each process until it or an ancestor changes
//   (ProcessEntry::stamp).
// * the flags of an open, in the same way, kept for each value.
// * texts, numbers and addresses: a condition like `open_write and fd.directory in (/bin, /sbin)`
//   needs one of these values. Those of all conditions are looked up together (TextIndex).
//
// An exec makes a new process, so its process texts are looked up with the others instead.
class RuleIndex {
 public:
  using NodeId = Program::NodeId;

  // O(size of the conditions). `program` must outlive the index.
  RuleIndex(Program& program, std::span<const NodeId> nodes, proto::EventType type);
  // The same for events without a process, those of the audit log.
  RuleIndex(Program& program, std::span<const NodeId> nodes);

  // For the program's present event; valid until the next call. Allocates nothing.
  std::span<const uint64_t> Candidates(EventContext& ctx);

  // Forgets what it knows about processes.
  void Clear();

 private:
  // Which conditions a key leaves in.
  struct Slot {
    uint64_t key = 0;
    uint64_t detail = 0;
    bool used = false;
  };
  // The conditions that a text may bring in.
  struct TextFilter {
    uint32_t value = 0;  // in the value table
    ValueType type = ValueType::kString;
    TextIndex index;
    std::vector<uint64_t> needed;  // by conditions that wait for it
  };
  struct Filters {
    std::vector<uint64_t> open;  // conditions that wait for no text
    std::vector<TextFilter> texts;
  };

  Filters MakeFilters(Guard::Scope scope);
  // Keeps in `bits` the conditions whose texts occur. `process`: see rule_index.cc.
  void ApplyTexts(Filters& filters, uint64_t* bits, uint64_t* process);
  bool IsNeeded(const TextFilter& filter, uint64_t* bits, uint64_t* process);
  void AskProcess(size_t word, uint64_t conditions, uint64_t* bits, uint64_t* process);
  uint64_t FalseByPart(Program::Scope scope, size_t word, uint64_t conditions);
  uint64_t* ForProcess(EventContext& ctx);
  const uint64_t* ForFlags(EventContext& ctx);

  Program& program_;
  const std::vector<NodeId> nodes_;
  const size_t words_;
  std::vector<uint64_t> all_;  // a bit for every condition
  std::vector<uint64_t> bits_;
  std::vector<uint64_t> hits_;
  std::vector<Slot> process_slots_;
  std::vector<uint64_t> process_bits_;
  std::vector<Slot> flag_slots_;
  std::vector<uint64_t> flag_bits_;
  Filters event_filters_;
  Filters process_filters_;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_RULE_INDEX_H_
