// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_WAKE_UP_PLACE_H_
#define FALCO_RUN_TRACER_WAKE_UP_PLACE_H_

#include <cstdint>

namespace falco_run::tracer {

// Whether callers that wait on other CPUs are woken there or on ours, where each wake-up costs
// less (no interrupt) but all take turns.
//
//   WakeUpPlace place;
//   while (...) {
//     Receive();
//     place.Note(was_queued, NowNs());
//     Answer(was_queued && !place.AllHere());
//   }
//
// There is something to gain when calls queue up all the time, as in a storm of calls by many
// threads: 18 us of CPU for each instead of 27 on two CPUs, in 1.05 x the time. It would be a loss
// where callers have work of their own to do between their calls, so it is tried, and kept if the
// calls then take at most 1.25 x as long. Not thread-safe; a few ns a call.
class WakeUpPlace {
 public:
  // To be called for each call that was received. `queued`: it had been made before we asked.
  void Note(bool queued, uint64_t now_ns) {
    queued_ += queued ? 1 : 0;
    if (++calls_ == kRound) EndRound(now_ns);
  }

  // Whether to wake all callers on our CPU.
  bool AllHere() const { return all_here_; }

  static constexpr int kRound = 1024;  // calls: 16 ms of a storm
  static constexpr int kKeep = 64;     // rounds until it is tried again whether it is still better
  static constexpr int kRefuse = 64;   // rounds until it is tried again after it was worse

 private:
  void EndRound(uint64_t now_ns);

  bool all_here_ = false;
  int calls_ = 0;
  int queued_ = 0;
  int rounds_ = 0;             // left until something is decided
  uint64_t begin_ns_ = 0;      // of the round
  uint64_t elsewhere_ns_ = 0;  // a round with callers woken where they are
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_WAKE_UP_PLACE_H_
