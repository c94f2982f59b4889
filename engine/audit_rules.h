// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_AUDIT_RULES_H_
#define FALCO_RUN_ENGINE_AUDIT_RULES_H_

#include <deque>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "engine/compiled_rule.h"
#include "engine/engine.h"
#include "engine/fields/catalogue.h"
#include "engine/fields/event_context.h"
#include "engine/program/program.h"
#include "engine/rule_index.h"
#include "engine/state/process_table.h"

namespace falco_run::engine {

// The rules of source k8s_audit: Engine's other half. An audit event tells all by itself, so
// there is no state, no outcome to wait for, and nothing to be specialised by its type.
class AuditRules {
 public:
  explicit AuditRules(const EngineOptions& options);

  absl::Status Add(const Rule& rule);
  // After the last rule.
  void Finish();

  void OnStart(const proto::Start& start) { context_.SetStart(start); }
  Decision Evaluate(const proto::AuditEvent& event, std::vector<proto::Alert>& alerts);

 private:
  const EngineOptions::Matching matching_;
  const std::shared_ptr<const Catalogue> catalogue_;
  const ProcessTable processes_;  // none
  Program program_;
  EventContext context_;
  std::deque<CompiledRule> rules_;
  std::unique_ptr<RuleIndex> index_;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_AUDIT_RULES_H_
