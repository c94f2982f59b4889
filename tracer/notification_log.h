// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_NOTIFICATION_LOG_H_
#define FALCO_RUN_TRACER_NOTIFICATION_LOG_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace falco_run::tracer {

// Lies in memory that the supervisor shares with who takes over when it dies. A call whose
// notification was received is answered by nobody else: its id has to be known. Written by whoever
// receives: one thread at a time.
struct NotificationLog {
  // The id of the last notification that was received; 0: none was. It may be unanswered.
  std::atomic<uint64_t> received{0};
  // Others that are unanswered; 0: a free place.
  static constexpr size_t kMostHeld = 32;
  std::array<std::atomic<uint64_t>, kMostHeld> held{};

  // Before the next one is received. There must be a free place.
  void Hold(uint64_t id) { Replace(0, id); }
  // Once it is answered.
  void Release(uint64_t id) { Replace(id, 0); }

 private:
  void Replace(uint64_t old_id, uint64_t new_id) {
    for (auto& place : held) {
      if (place.load(std::memory_order_relaxed) != old_id) continue;
      place.store(new_id, std::memory_order_relaxed);
      return;
    }
  }
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_NOTIFICATION_LOG_H_
