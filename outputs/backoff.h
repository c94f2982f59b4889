// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_BACKOFF_H_
#define FALCO_RUN_OUTPUTS_BACKOFF_H_

#include <algorithm>
#include <chrono>
#include <random>

namespace falco_run::outputs {

// How long to wait before the next try: doubled with each failure, with jitter, so that many
// senders do not come back at once. ("Full jitter": uniform between 0 and the limit, here between
// half of it and the whole.)
class Backoff {
 public:
  Backoff(std::chrono::milliseconds first, std::chrono::milliseconds most)
      : first_(first), most_(most), limit_(first), random_(std::random_device()()) {}

  std::chrono::milliseconds Next() {
    std::uniform_int_distribution<int64_t> between(limit_.count() / 2, limit_.count());
    limit_ = std::min(limit_ * 2, most_);
    return std::chrono::milliseconds(between(random_));
  }

  // After a success.
  void Reset() { limit_ = first_; }

 private:
  const std::chrono::milliseconds first_;
  const std::chrono::milliseconds most_;
  std::chrono::milliseconds limit_;
  std::minstd_rand random_;
};

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_BACKOFF_H_
