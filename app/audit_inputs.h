// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_AUDIT_INPUTS_H_
#define FALCO_RUN_APP_AUDIT_INPUTS_H_

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "app/audit_options.h"
#include "audit/counters.h"
#include "audit/event_queue.h"
#include "audit/line_source.h"
#include "audit/webhook.h"

namespace falco_run::app {

// Where audit events come from: a webhook, files, or both, each on a thread of its own.
//
//   AuditInputs inputs;
//   absl::Status status = inputs.Start(options);
//   inputs.queue().Run(sink);     // until the files end, or Stop() from another thread
class AuditInputs {
 public:
  AuditInputs();
  ~AuditInputs();

  // Errors name the option.
  absl::Status Start(const AuditOptions& options);

  // Takes nothing more; what has arrived stays in the queue. Thread-safe, any number of times.
  void Stop();
  absl::Status ReloadCertificates();

  audit::EventQueue& queue() { return queue_; }
  const audit::Counters& counters() const { return counters_; }
  std::optional<uint16_t> port() const;  // of the webhook

 private:
  absl::Status StartWebhook(const AuditOptions& options);
  absl::Status StartFiles(const AuditOptions& options);

  audit::EventQueue queue_;
  audit::Counters counters_;
  int stop_fd_ = -1;
  std::mutex mutex_;  // of webhook_
  std::unique_ptr<audit::Webhook> webhook_;
  std::unique_ptr<audit::LineSource> files_;
  std::thread file_thread_;
  uint64_t problems_ = 0;  // told; the file thread's
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_AUDIT_INPUTS_H_
