// SPDX-License-Identifier: Apache-2.0
#include "engine/audit_rules.h"

#include <span>
#include <utility>

namespace falco_run::engine {

AuditRules::AuditRules(const EngineOptions& options)
    : matching_(options.rule_matching),
      catalogue_(Catalogue::WithStaticFields("k8s_audit", options.static_fields)),
      program_(*catalogue_),
      context_(processes_) {}

absl::Status AuditRules::Add(const Rule& rule) {
  CompiledRule compiled;
  absl::StatusOr<Program::Added> added = Compile(rule, *catalogue_, program_, compiled);
  if (added.ok()) rules_.push_back(std::move(compiled));
  return added.status();
}

void AuditRules::Finish() {
  program_.EndAdding();
  std::vector<Program::NodeId> nodes;
  for (const CompiledRule& rule : rules_) nodes.push_back(rule.node);
  if (!nodes.empty()) index_ = std::make_unique<RuleIndex>(program_, nodes);
}

Decision AuditRules::Evaluate(const proto::AuditEvent& event, std::vector<proto::Alert>& alerts) {
  context_.Begin(event);
  if (index_ == nullptr) return Decision::kNoMatch;
  program_.Begin(context_);
  Decision decision = Decision::kNoMatch;
  const std::span<const uint64_t> candidates = index_->Candidates(context_);
  for (size_t w = 0; w < candidates.size(); ++w) {
    for (uint64_t rest = candidates[w]; rest != 0; rest &= rest - 1) {
      const CompiledRule& rule = rules_[w * 64 + static_cast<size_t>(__builtin_ctzll(rest))];
      if (program_.Evaluate(rule.node) != Tri::kTrue) continue;
      rule.Fire(context_.event(), program_.values(), context_, alerts);
      decision = Decision::kMatch;
      if (matching_ == EngineOptions::Matching::kFirst) return decision;
    }
  }
  return decision;
}

}  // namespace falco_run::engine
