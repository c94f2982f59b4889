// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_OUTPUT_H_
#define FALCO_RUN_OUTPUTS_OUTPUT_H_

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "outputs/message.h"

namespace falco_run::outputs {

// What became of one message.
//
// OK: it has arrived. Unavailable, DeadlineExceeded, ResourceExhausted and Aborted: not now; the
// message is tried again. Any other code: it will never arrive (a refused key, say); it is
// counted as failed and the output goes on with the next.
struct Delivery {
  absl::Status status;
  std::chrono::milliseconds retry_after{0};  // what the receiver asked for; 0: nothing

  bool IsRetryable() const;
};

// A place that alerts go to. Its functions are called from one thread, its worker's, but for
// Interrupt.
class Output {
 public:
  virtual ~Output() = default;

  // For statistics and messages; the same in every run: "file", "slack".
  virtual const std::string& name() const = 0;

  // Delivers messages, the oldest first; one result for each. May block.
  virtual std::vector<Delivery> Deliver(std::span<const MessagePtr> batch) = 0;

  // The most messages that Deliver should be given at once.
  virtual size_t max_batch() const { return 1; }

  // Makes a running Deliver return soon, from any thread: falco-run wants to end.
  virtual void Interrupt() {}
};

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_OUTPUT_H_
