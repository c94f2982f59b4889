// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_AUDIT_THREAD_H_
#define FALCO_RUN_APP_AUDIT_THREAD_H_

#include <thread>

#include "absl/status/status.h"
#include "app/audit_inputs.h"
#include "audit/sink.h"

namespace falco_run::app {

// Audit events beside a wrapped program, evaluated on a thread of their own.
class AuditThread {
 public:
  // `sink` is not owned.
  explicit AuditThread(audit::Sink& sink) : sink_(sink) {}
  ~AuditThread() { Stop(); }

  absl::Status Start(const AuditOptions& options) {
    absl::Status status = inputs_.Start(options);
    if (status.ok()) thread_ = std::thread([this] { inputs_.queue().Run(sink_); });
    return status;
  }

  // What has arrived is evaluated before it returns.
  void Stop() {
    inputs_.Stop();
    if (thread_.joinable()) thread_.join();
  }

  const AuditInputs& inputs() const { return inputs_; }

 private:
  audit::Sink& sink_;
  AuditInputs inputs_;
  std::thread thread_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_AUDIT_THREAD_H_
