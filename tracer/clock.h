// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_CLOCK_H_
#define FALCO_RUN_TRACER_CLOCK_H_

#include <unistd.h>

#include <cstdint>
#include <ctime>

namespace falco_run::tracer {

inline uint64_t ToNs(const timespec& t) {
  return static_cast<uint64_t>(t.tv_sec) * 1'000'000'000u + static_cast<uint64_t>(t.tv_nsec);
}

// A clock of clock_gettime(2) in nanoseconds. 6 ns for the coarse clocks, 30 ns for others.
inline uint64_t ReadClockNs(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return ToNs(now);
}

// Since the epoch: the time of records.
inline uint64_t NowNs() { return ReadClockNs(CLOCK_REALTIME); }

// As starts of processes are told (ProcStat::start_ticks).
inline uint64_t BootTicks() {
  const auto hertz = static_cast<uint64_t>(sysconf(_SC_CLK_TCK));
  return ReadClockNs(CLOCK_BOOTTIME) / (1'000'000'000 / hertz);
}

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_CLOCK_H_
