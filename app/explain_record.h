// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_EXPLAIN_RECORD_H_
#define FALCO_RUN_APP_EXPLAIN_RECORD_H_

#include <memory>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "app/config.h"
#include "app/host_names.h"
#include "app/record_source.h"
#include "app/selected_rules.h"
#include "engine/explain/explainer.h"
#include "proto/record.pb.h"

namespace falco_run::app {

// An explainer for these records, which knows the host names of their addresses: those that were
// written down with them; of a recording those that the addresses have now.
inline absl::StatusOr<std::unique_ptr<engine::Explainer>> MakeExplainer(
    const engine::RuleSet& rules, const Config& config, const RecordSource& records) {
  engine::EngineOptions options = MakeEngineOptions(config);
  const auto looked_up = records.recorded() ? std::make_shared<HostNames>() : nullptr;
  options.host_names = looked_up != nullptr ? looked_up : records.host_names();
  auto explainer = engine::Explainer::Create(rules, options);
  if (explainer.ok() && looked_up != nullptr) {
    looked_up->Start((*explainer)->host_names(), HostNames::kOwnPatience);
  }
  return explainer;
}

// Feeds one record of a stream. nullopt: it was no event, or one whose outcome was awaited: that
// comes again with it.
inline std::optional<engine::Explanation> ExplainRecord(const proto::Record& record,
                                                        engine::Explainer& explainer) {
  if (record.has_start()) explainer.OnStart(record.start());
  if (record.has_process()) explainer.OnProcess(record.process());
  if (record.has_process_exit()) explainer.OnProcessExit(record.process_exit());
  if (record.has_audit()) return explainer.Explain(record.audit());
  if (!record.has_syscall() || record.outcome_awaited()) return std::nullopt;
  return explainer.Explain(record.syscall());
}

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_EXPLAIN_RECORD_H_
