// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_RECORDING_AUDIT_SINK_H_
#define FALCO_RUN_APP_RECORDING_AUDIT_SINK_H_

#include "audit/sink.h"
#include "recording/record_writer.h"

namespace falco_run::app {

// Passes audit events on to another sink and records them.
class RecordingAuditSink : public audit::Sink {
 public:
  // Neither is owned.
  RecordingAuditSink(audit::Sink& next, recording::RecordWriter& writer)
      : next_(next), writer_(writer) {}

  void OnAudit(const proto::AuditEvent& event) override {
    next_.OnAudit(event);
    *record_.mutable_audit() = event;
    writer_.Write(record_);
  }

 private:
  audit::Sink& next_;
  recording::RecordWriter& writer_;
  proto::Record record_;  // kept for its buffers
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_RECORDING_AUDIT_SINK_H_
