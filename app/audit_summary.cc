// SPDX-License-Identifier: Apache-2.0
#include "app/audit_summary.h"

#include <string>

namespace falco_run::app {

Summary::Audit MakeAuditSummary(const audit::Counters& counters) {
  Summary::Audit audit;
  audit.events = counters.events;
  audit.bytes = counters.bytes;
  audit.malformed = counters.malformed;
  audit.requests = counters.requests;
  audit.unauthorized = counters.unauthorized;
  audit.overloaded = counters.overloaded;
  for (size_t i = 0; i < audit::kFaultCount; ++i) {
    if (const uint64_t n = counters.refused[i]) {
      audit.refused[std::string(audit::FaultName(static_cast<audit::Fault>(i)))] = n;
    }
  }
  return audit;
}

}  // namespace falco_run::app
