// SPDX-License-Identifier: Apache-2.0
#include "engine/compiled_rule.h"

#include <utility>

namespace falco_run::engine {

void CompiledRule::Fire(const proto::SyscallEvent& event, ValueTable& values,
                        const EventContext& context, std::vector<proto::Alert>& alerts) const {
  proto::Alert& made = alerts.emplace_back(alert);
  made.set_time_ns(event.time_ns());
  made.set_hostname(context.start().hostname());
  made.set_event_seq(event.seq());
  output.Render(values, context, made);
}

absl::StatusOr<Program::Added> Compile(const Rule& rule, const Catalogue& catalogue,
                                       Program& program, CompiledRule& compiled) {
  const auto fail = [&](const char* what, const Diagnostic& d) {
    return absl::InvalidArgumentError("rule '" + rule.name + "': " + what + ": " + d.message);
  };
  if (rule.expr == nullptr) {
    return absl::InvalidArgumentError("rule '" + rule.name + "' has no condition");
  }
  Program::Added added = program.AddCondition(*rule.expr);
  if (added.error) return fail("condition", *added.error);
  RuleOutput::Compiled output = RuleOutput::Compile(rule, catalogue, program.values());
  if (output.error) return fail("output", *output.error);
  compiled.node = added.node;
  compiled.names_outcome = added.names_outcome;
  compiled.output = std::move(output.output);
  compiled.alert.set_rule(rule.name);
  compiled.alert.set_priority(rule.priority);
  compiled.alert.set_source(rule.source);
  for (const std::string& tag : rule.tags) compiled.alert.add_tags(tag);
  return added;
}

}  // namespace falco_run::engine
