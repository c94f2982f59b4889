// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.h"

#include <deque>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "engine/audit_rules.h"
#include "engine/compiled_rule.h"
#include "engine/events/event_table.h"
#include "engine/fields/catalogue.h"
#include "engine/fields/event_context.h"
#include "engine/format/rule_output.h"
#include "engine/program/program.h"
#include "engine/requirements_builder.h"
#include "engine/rule_index.h"
#include "engine/state/process_table.h"

namespace falco_run::engine {
namespace {

// The rules an event type can fire, their conditions specialised for it.
struct TypeRules {
  struct Entry {
    Program::NodeId node;
    const CompiledRule* rule;
  };
  bool built = false;
  std::vector<Entry> entries;
  std::unique_ptr<RuleIndex> index;  // if there are entries
};

class EngineImpl : public Engine {
 public:
  explicit EngineImpl(const EngineOptions& options)
      : options_(options),
        catalogue_(Catalogue::WithStaticFields("syscall", options.static_fields)),
        program_(*catalogue_),
        context_(processes_) {
    context_.SetHostNames(options.host_names);
  }

  absl::Status Add(const Rule& rule);
  void Finish();

  const Requirements& requirements() const override { return requirements_; }
  void OnStart(const proto::Start& start) override;
  void OnProcess(const proto::Process& process) override { processes_.OnProcess(process); }
  void OnProcessExit(const proto::ProcessExit& exit) override { processes_.OnExit(exit.id()); }
  Decision Evaluate(const proto::SyscallEvent& event, std::vector<proto::Alert>& alerts) override;
  Decision Evaluate(const proto::AuditEvent& event, std::vector<proto::Alert>& alerts) override {
    return audit_ == nullptr ? Decision::kNoMatch : audit_->Evaluate(event, alerts);
  }

 private:
  const TypeRules& RulesOf(proto::EventType type);
  Decision EvaluateRules(const proto::SyscallEvent& event, std::vector<proto::Alert>& alerts);
  const TypeRules& RulesFor(const proto::SyscallEvent& event);
  void Build(proto::EventType type, std::string_view name, TypeRules& rules);
  Decision EvaluateRule(const TypeRules::Entry& entry, const proto::SyscallEvent& event);
  void Fire(const CompiledRule& rule, const proto::SyscallEvent& event,
            std::vector<proto::Alert>& alerts) {
    rule.Fire(event, program_.values(), context_, alerts);
  }

  const EngineOptions options_;
  const std::shared_ptr<const Catalogue> catalogue_;
  ProcessTable processes_;
  Program program_;
  EventContext context_;
  std::deque<CompiledRule> rules_;
  std::vector<TypeRules> by_type_;
  std::map<std::string, TypeRules, std::less<>> by_name_;  // generic events rules name
  RequirementsBuilder requirements_builder_;
  Requirements requirements_;
  std::vector<const CompiledRule*> matches_;
  std::unique_ptr<AuditRules> audit_;  // if there are any
};

absl::Status EngineImpl::Add(const Rule& rule) {
  if (rule.source == "k8s_audit") {
    if (audit_ == nullptr) audit_ = std::make_unique<AuditRules>(options_);
    return audit_->Add(rule);
  }
  CompiledRule& compiled = rules_.emplace_back();
  absl::StatusOr<Program::Added> added = Compile(rule, *catalogue_, program_, compiled);
  if (!added.ok()) return added.status();
  std::set<uint32_t> values = std::move(added->values);
  for (const uint32_t id : compiled.output.values()) values.insert(id);
  compiled.events = program_.PossibleEvents(compiled.node);
  requirements_builder_.Add(program_, compiled.node, compiled.events, added->generic_names, values);
  requirements_builder_.AddHostNames(added->host_names);
  for (const std::string& name : added->generic_names) by_name_[name];
  return absl::OkStatus();
}

void EngineImpl::Finish() {
  requirements_ = requirements_builder_.Take();
  by_type_.resize(kEventCount);
  program_.EndAdding();
  if (audit_ != nullptr) audit_->Finish();
}

void EngineImpl::OnStart(const proto::Start& start) {
  context_.SetStart(start);
  if (audit_ != nullptr) audit_->OnStart(start);
  for (TypeRules& rules : by_type_) {
    if (rules.index) rules.index->Clear();
  }
  for (auto& [name, rules] : by_name_) {
    if (rules.index) rules.index->Clear();
  }
}

const TypeRules& EngineImpl::RulesOf(proto::EventType event_type) {
  const auto i = static_cast<size_t>(event_type);
  const size_t type = i < by_type_.size() ? i : 0;
  TypeRules& rules = by_type_[type];
  if (!rules.built) Build(static_cast<proto::EventType>(type), "", rules);
  return rules;
}

const TypeRules& EngineImpl::RulesFor(const proto::SyscallEvent& event) {
  if (event.type() == proto::EVENT_GENERIC && !by_name_.empty()) {
    const auto it = by_name_.find(event.name());
    if (it != by_name_.end()) {
      if (!it->second.built) Build(proto::EVENT_GENERIC, it->first, it->second);
      return it->second;
    }
  }
  return RulesOf(event.type());
}

// `name` is given for generic events that rules mention.
void EngineImpl::Build(proto::EventType type, std::string_view name, TypeRules& built) {
  built.built = true;
  std::vector<const CompiledRule*> rules;
  std::vector<Program::NodeId> nodes;
  for (const CompiledRule& rule : rules_) {
    if (name.empty() && !rule.events.test(static_cast<size_t>(type))) continue;
    rules.push_back(&rule);
    nodes.push_back(rule.node);
  }
  program_.Specialize(nodes, type, name);
  for (size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i] != Program::kFalseNode) built.entries.push_back({nodes[i], rules[i]});
  }
  if (built.entries.empty()) return;
  std::erase(nodes, Program::kFalseNode);
  built.index = std::make_unique<RuleIndex>(program_, nodes, type);
}

Decision EngineImpl::Evaluate(const proto::SyscallEvent& event, std::vector<proto::Alert>& alerts) {
  const Decision decision = EvaluateRules(event, alerts);
  // One that fails comes back as an execveat event, with rules of its own.
  if (decision == Decision::kNoMatch && event.type() == proto::EVENT_EXECVE &&
      event.outcome() == proto::OUTCOME_UNKNOWN && event.name() == "execveat" &&
      !RulesOf(proto::EVENT_EXECVEAT).entries.empty()) {
    return Decision::kNeedOutcome;
  }
  return decision;
}

Decision EngineImpl::EvaluateRules(const proto::SyscallEvent& event,
                                   std::vector<proto::Alert>& alerts) {
  const TypeRules& rules = RulesFor(event);
  if (rules.entries.empty()) {
    context_.Pass(event);
    return Decision::kNoMatch;
  }
  context_.Begin(event);
  program_.Begin(context_);
  matches_.clear();
  const std::span<const uint64_t> candidates = rules.index->Candidates(context_);
  for (size_t w = 0; w < candidates.size(); ++w) {
    for (uint64_t rest = candidates[w]; rest != 0; rest &= rest - 1) {
      const auto bit = static_cast<size_t>(__builtin_ctzll(rest));
      const TypeRules::Entry& entry = rules.entries[w * 64 + bit];
      const Decision decision = EvaluateRule(entry, event);
      if (decision == Decision::kNoMatch) continue;
      if (decision != Decision::kMatch) return decision;
      matches_.push_back(entry.rule);
      if (options_.rule_matching == EngineOptions::Matching::kFirst) {
        Fire(*entry.rule, event, alerts);
        return Decision::kMatch;
      }
    }
  }
  if (matches_.empty()) return Decision::kNoMatch;
  for (const CompiledRule* rule : matches_) Fire(*rule, event, alerts);
  return Decision::kMatch;
}

Decision EngineImpl::EvaluateRule(const TypeRules::Entry& entry, const proto::SyscallEvent& event) {
  const bool known = context_.outcome_known();
  const Tri t = program_.Evaluate(entry.node);
  if (t == Tri::kFalse) return Decision::kNoMatch;
  if (event.process_left_out()) {
    // An exec that succeeds leaves it out anew.
    return !known && IsExec(event.type()) ? Decision::kNeedOutcome : Decision::kNeedProcess;
  }
  if (!known && event.fd_left_out()) return Decision::kNeedDescriptor;
  // A failed exec started nothing: only rules that ask for the outcome see it.
  if (IsExec(event.type()) && !entry.rule->names_outcome) {
    if (!known) return Decision::kNeedOutcome;
    if (event.result() < 0) return Decision::kNoMatch;
  }
  if (t == Tri::kUnknown) return Decision::kNeedOutcome;
  if (!known && entry.rule->output.DependsOnOutcome(program_.values())) {
    return Decision::kNeedOutcome;
  }
  return Decision::kMatch;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> Engine::Create(const RuleSet& rules,
                                                       const EngineOptions& options) {
  auto engine = std::make_unique<EngineImpl>(options);
  for (const Rule& rule : rules.rules) {
    if (!rule.enabled || (rule.source != "syscall" && rule.source != "k8s_audit")) continue;
    if (rule.priority > options.minimum_priority) continue;
    if (absl::Status s = engine->Add(rule); !s.ok()) return s;
  }
  engine->Finish();
  return std::unique_ptr<Engine>(std::move(engine));
}

}  // namespace falco_run::engine
