// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.h"

#include <deque>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "engine/events/event_table.h"
#include "engine/fields/catalogue.h"
#include "engine/fields/event_context.h"
#include "engine/format/output_format.h"
#include "engine/program/program.h"
#include "engine/requirements_builder.h"
#include "engine/state/process_table.h"

namespace falco_run::engine {
namespace {

// A rule ready to run.
struct CompiledRule {
  Program::NodeId node = Program::kFalseNode;
  OutputFormat output;
  proto::Alert alert;  // everything but what the event fills in
  bool names_outcome = false;
};

// The rules an event type can fire, their conditions specialised for it.
struct RuleIndex {
  struct Entry {
    Program::NodeId node;
    const CompiledRule* rule;
  };
  bool built = false;
  std::vector<Entry> entries;
};

class EngineImpl : public Engine {
 public:
  EngineImpl(const Catalogue& catalogue, const EngineOptions& options)
      : options_(options), program_(catalogue), context_(processes_) {}

  absl::Status Add(const Rule& rule, const Catalogue& catalogue);
  void Finish();

  const Requirements& requirements() const override { return requirements_; }
  void OnStart(const proto::Start& start) override { context_.SetStart(start); }
  void OnProcess(const proto::Process& process) override { processes_.OnProcess(process); }
  void OnProcessExit(const proto::ProcessExit& exit) override { processes_.OnExit(exit.id()); }
  Decision Evaluate(const proto::SyscallEvent& event, std::vector<proto::Alert>& alerts) override;

 private:
  const RuleIndex& IndexFor(const proto::SyscallEvent& event);
  void BuildIndex(proto::EventType type, std::string_view name, RuleIndex& index);
  void Fire(const CompiledRule& rule, const proto::SyscallEvent& event,
            std::vector<proto::Alert>& alerts);

  const EngineOptions options_;
  ProcessTable processes_;
  Program program_;
  EventContext context_;
  std::deque<CompiledRule> rules_;
  std::vector<RuleIndex> by_type_;
  std::map<std::string, RuleIndex, std::less<>> by_name_;  // generic events rules name
  RuleIndex other_generic_;
  RequirementsBuilder requirements_builder_;
  Requirements requirements_;
  std::vector<const CompiledRule*> matches_;
};

absl::Status EngineImpl::Add(const Rule& rule, const Catalogue& catalogue) {
  const auto fail = [&](const char* what, const Diagnostic& d) {
    return absl::InvalidArgumentError("rule '" + rule.name + "': " + what + ": " + d.message);
  };
  if (rule.expr == nullptr) {
    return absl::InvalidArgumentError("rule '" + rule.name + "' has no condition");
  }
  Program::Added added = program_.AddCondition(*rule.expr);
  if (added.error) return fail("condition", *added.error);
  OutputFormat::Compiled output = OutputFormat::Compile(rule.output, catalogue, program_.values());
  if (output.error) return fail("output", *output.error);

  CompiledRule& compiled = rules_.emplace_back();
  compiled.node = added.node;
  compiled.names_outcome = added.names_outcome;
  compiled.output = std::move(output.format);
  compiled.alert.set_rule(rule.name);
  compiled.alert.set_priority(rule.priority);
  compiled.alert.set_source(rule.source);
  for (const std::string& tag : rule.tags) compiled.alert.add_tags(tag);

  std::set<uint32_t> values = std::move(added.values);
  values.insert(compiled.output.values().begin(), compiled.output.values().end());
  requirements_builder_.Add(program_, compiled.node, added.generic_names, values);
  for (const std::string& name : added.generic_names) by_name_[name];
  return absl::OkStatus();
}

void EngineImpl::Finish() {
  requirements_ = requirements_builder_.Take();
  by_type_.resize(kEventCount);
}

const RuleIndex& EngineImpl::IndexFor(const proto::SyscallEvent& event) {
  RuleIndex* index = &other_generic_;
  if (event.type() != proto::EVENT_GENERIC) {
    const auto i = static_cast<size_t>(event.type());
    index = &by_type_[i < by_type_.size() ? i : 0];
  } else if (const auto it = by_name_.find(event.name()); it != by_name_.end()) {
    index = &it->second;
  }
  if (!index->built) BuildIndex(event.type(), event.name(), *index);
  return *index;
}

void EngineImpl::BuildIndex(proto::EventType type, std::string_view name, RuleIndex& index) {
  index.built = true;
  for (const CompiledRule& rule : rules_) {
    const Program::NodeId node = program_.Specialize(rule.node, type, name);
    if (node != Program::kFalseNode) index.entries.push_back({node, &rule});
  }
}

Decision EngineImpl::Evaluate(const proto::SyscallEvent& event, std::vector<proto::Alert>& alerts) {
  const RuleIndex& index = IndexFor(event);
  context_.Begin(event);
  if (index.entries.empty()) return Decision::kNoMatch;
  program_.Begin(context_);
  const bool exec = IsExec(event.type());
  const bool known = context_.outcome_known();
  matches_.clear();
  for (const RuleIndex::Entry& entry : index.entries) {
    // A failed exec started nothing: only rules that ask for the outcome see it.
    if (exec && !entry.rule->names_outcome) {
      if (known && event.result() < 0) continue;
      if (!known && program_.Evaluate(entry.node) != Tri::kFalse) return Decision::kNeedOutcome;
    }
    switch (program_.Evaluate(entry.node)) {
      case Tri::kFalse:
        continue;
      case Tri::kUnknown:
        return Decision::kNeedOutcome;
      case Tri::kTrue:
        break;
    }
    if (!known && entry.rule->output.DependsOnOutcome(program_.values())) {
      return Decision::kNeedOutcome;
    }
    matches_.push_back(entry.rule);
    if (options_.rule_matching == EngineOptions::Matching::kFirst) break;
  }
  if (matches_.empty()) return Decision::kNoMatch;
  for (const CompiledRule* rule : matches_) Fire(*rule, event, alerts);
  return Decision::kMatch;
}

void EngineImpl::Fire(const CompiledRule& rule, const proto::SyscallEvent& event,
                      std::vector<proto::Alert>& alerts) {
  proto::Alert& alert = alerts.emplace_back(rule.alert);
  alert.set_time_ns(event.time_ns());
  alert.set_hostname(context_.start().hostname());
  alert.set_event_seq(event.seq());
  rule.output.Render(program_.values(), context_, alert);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> Engine::Create(const RuleSet& rules,
                                                       const EngineOptions& options) {
  const Catalogue& catalogue = *Catalogue::ForSource("syscall");
  auto engine = std::make_unique<EngineImpl>(catalogue, options);
  for (const Rule& rule : rules.rules) {
    if (!rule.enabled || rule.source != "syscall") continue;
    if (rule.priority > options.minimum_priority) continue;
    if (absl::Status s = engine->Add(rule, catalogue); !s.ok()) return s;
  }
  engine->Finish();
  return std::unique_ptr<Engine>(std::move(engine));
}

}  // namespace falco_run::engine
