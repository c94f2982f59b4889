// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_EXPLAIN_RECORD_H_
#define FALCO_RUN_APP_EXPLAIN_RECORD_H_

#include <optional>

#include "engine/explain/explainer.h"
#include "proto/record.pb.h"

namespace falco_run::app {

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
