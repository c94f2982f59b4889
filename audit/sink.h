// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_AUDIT_SINK_H_
#define FALCO_RUN_AUDIT_SINK_H_

#include "proto/record.pb.h"

namespace falco_run::audit {

// Receives the events of the audit log, one after the other.
class Sink {
 public:
  virtual ~Sink() = default;

  virtual void OnAudit(const proto::AuditEvent& event) = 0;
};

}  // namespace falco_run::audit

#endif  // FALCO_RUN_AUDIT_SINK_H_
