// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_PRIORITY_BY_NEED_H_
#define FALCO_RUN_APP_PRIORITY_BY_NEED_H_

#include <chrono>
#include <cstdint>
#include <optional>

#include "tracer/unique_fd.h"

namespace falco_run::app {

// The priority of RaisePriority() for a thread that is mostly waited for by one other thread: on an
// idle machine it is better without, as it would run before its caller has gone to sleep (1 us of
// 21 for each call, docs/benchmarks.md). It has priority while it waits for a processor longer
// than it runs (/proc/PID/schedstat, Documentation/scheduler/sched-stats.rst).
//
//   PriorityByNeed priority;
//   priority.Start();
//   while (Serve256Calls()) priority.Look();
//
// Where the kernel does not count that, it has priority always; where it is not permitted, never.
// For one thread; a system call for each look, three for each change.
class PriorityByNeed {
 public:
  // `hold`: for how long it has priority before it is seen whether that is still needed.
  explicit PriorityByNeed(std::chrono::milliseconds hold = std::chrono::seconds(5)) : hold_(hold) {}

  void Start();
  void Look();

 private:
  using Clock = std::chrono::steady_clock;

  struct Times {
    uint64_t ran_ns;
    uint64_t waited_ns;  // runnable, but not run
  };
  std::optional<Times> Read() const;

  const std::chrono::milliseconds hold_;
  tracer::UniqueFd schedstat_;
  Times last_ = {};
  bool settled_ = true;  // there is nothing to decide
  int nice_ = 0;         // without priority
  int starved_ = 0;      // looks in a row that found it waiting too long
  std::optional<Clock::time_point> raised_until_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_PRIORITY_BY_NEED_H_
