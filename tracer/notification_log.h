// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_NOTIFICATION_LOG_H_
#define FALCO_RUN_TRACER_NOTIFICATION_LOG_H_

#include <atomic>
#include <cstdint>

namespace falco_run::tracer {

// Lies in memory that the supervisor shares with who takes over when it dies. A call whose
// notification was received is answered by nobody else: its id has to be known.
struct NotificationLog {
  // The id of the last notification that was received; 0: none was. At most one is unanswered.
  std::atomic<uint64_t> received{0};
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_NOTIFICATION_LOG_H_
