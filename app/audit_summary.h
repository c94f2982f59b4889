// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_AUDIT_SUMMARY_H_
#define FALCO_RUN_APP_AUDIT_SUMMARY_H_

#include "app/summary.h"
#include "audit/counters.h"

namespace falco_run::app {

Summary::Audit MakeAuditSummary(const audit::Counters& counters);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_AUDIT_SUMMARY_H_
