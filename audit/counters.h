// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_AUDIT_COUNTERS_H_
#define FALCO_RUN_AUDIT_COUNTERS_H_

#include <array>
#include <atomic>
#include <cstdint>

#include "audit/event_splitter.h"

namespace falco_run::audit {

// What arrived and what became of it, since the start. Written and read from any thread.
struct Counters {
  std::atomic<uint64_t> events{0};                           // taken
  std::atomic<uint64_t> bytes{0};                            // of what was taken and refused
  std::array<std::atomic<uint64_t>, kFaultCount> refused{};  // events, by Fault
  std::atomic<uint64_t> malformed{0};                        // bodies and lines that are no JSON

  // Requests to the webhook by their answer.
  std::atomic<uint64_t> requests{0};      // all
  std::atomic<uint64_t> unauthorized{0};  // 401
  std::atomic<uint64_t> overloaded{0};    // 429

  void Count(const SplitBody& split, size_t size) {
    events += split.events.size();
    bytes += size;
    for (size_t i = 0; i < kFaultCount; ++i) {
      if (split.faults[i] != 0) refused[i] += split.faults[i];
    }
  }
  uint64_t all_refused() const {
    uint64_t n = 0;
    for (const auto& count : refused) n += count;
    return n;
  }
};

}  // namespace falco_run::audit

#endif  // FALCO_RUN_AUDIT_COUNTERS_H_
