// SPDX-License-Identifier: Apache-2.0
#include "tracer/wake_up_place.h"

#include <utility>

namespace falco_run::tracer {

void WakeUpPlace::EndRound(uint64_t now_ns) {
  const uint64_t begin_ns = std::exchange(begin_ns_, now_ns);
  const uint64_t took_ns = now_ns - begin_ns;
  const bool all_queued = queued_ * 10 >= kRound * 9;
  calls_ = queued_ = 0;
  if (begin_ns == 0) return;  // nobody knows when the first one began
  if (rounds_ > 0) {
    --rounds_;
    // The second round is judged: in the first one callers move.
    const bool judged = all_here_ && rounds_ == kKeep - 2;
    if (judged && took_ns * 4 > elsewhere_ns_ * 5) {
      all_here_ = false;
      rounds_ = kRefuse;
    }
    return;
  }
  if (all_here_) {
    all_here_ = false;  // for one round, to compare
    rounds_ = 1;
    return;
  }
  if (!all_queued) return;
  elsewhere_ns_ = took_ns;
  all_here_ = true;
  rounds_ = kKeep;
}

}  // namespace falco_run::tracer
