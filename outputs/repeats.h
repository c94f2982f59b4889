// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_REPEATS_H_
#define FALCO_RUN_OUTPUTS_REPEATS_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "proto/alert.pb.h"

namespace falco_run::outputs {

struct RepeatsOptions {
  std::chrono::milliseconds window{0};  // 0: nothing is grouped
  // Alerts of one rule are the same if these fields are; none: all alerts of the rule are.
  std::vector<std::string> fields;
};

// Groups alerts that repeat: the first passes at once; those that follow within the window are
// counted, and at its end the last of them passes with "(x 37 in 60 s)" behind its message and the
// fields repeat.count, repeat.first_time and repeat.last_time (RFC 3339). Thread-safe.
//
//   Repeats repeats({60s, {"fd.name"}}, [&](const proto::Alert& alert) { Deliver(alert); });
//   if (!repeats.Hold(alert)) Deliver(alert);
class Repeats {
 public:
  // Alerts of more different kinds than this at one time pass as if they were not grouped.
  static constexpr size_t kMostKinds = 10'000;

  using Emit = std::function<void(const proto::Alert&)>;

  // `emit` is called on a thread of its own, or by Flush.
  Repeats(RepeatsOptions options, Emit emit);
  ~Repeats();  // what is held then is not emitted

  // True if the alert was counted and is not to be delivered now.
  bool Hold(const proto::Alert& alert);

  // Ends all windows: emits what was held. What the thread is about to emit is emitted, too, then.
  void Flush();

  uint64_t held() const;  // alerts that were counted instead of delivered, so far

 private:
  using Clock = std::chrono::steady_clock;
  struct Kind {
    Clock::time_point end;
    uint64_t repeats = 0;
    uint64_t first_ns = 0;  // of the held ones
    proto::Alert last;
  };

  std::string KeyOf(const proto::Alert& alert) const;
  void Run();
  // Takes those whose window has ended by `now` out of kinds_.
  std::vector<proto::Alert> TakeEnded(Clock::time_point now);
  proto::Alert Summarize(Kind kind) const;

  const RepeatsOptions options_;
  const Emit emit_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::map<std::string, Kind> kinds_;
  uint64_t held_ = 0;
  bool stopping_ = false;
  bool emitting_ = false;  // the thread, without the mutex
  std::thread thread_;
};

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_REPEATS_H_
