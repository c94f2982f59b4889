// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_COMPILED_RULE_H_
#define FALCO_RUN_ENGINE_COMPILED_RULE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "engine/events/event_set.h"
#include "engine/format/rule_output.h"
#include "engine/loader/rule_set.h"
#include "engine/program/program.h"
#include "proto/alert.pb.h"

namespace falco_run::engine {

// A rule ready to run.
struct CompiledRule {
  Program::NodeId node = Program::kFalseNode;
  EventSet events;  // that may fire it; generic ones with a name of their own aside
  RuleOutput output;
  proto::Alert alert;  // everything but what the event fills in
  bool names_outcome = false;

  // Appends the alert of an event for which the condition holds.
  void Fire(const proto::SyscallEvent& event, ValueTable& values, const EventContext& context,
            std::vector<proto::Alert>& alerts) const;
};

// Compiles condition and output into `program`; fills all of `compiled` but its events. Errors name
// the rule.
absl::StatusOr<Program::Added> Compile(const Rule& rule, const Catalogue& catalogue,
                                       Program& program, CompiledRule& compiled);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_COMPILED_RULE_H_
