// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_DEADLINE_H_
#define FALCO_RUN_HTTP_DEADLINE_H_

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace falco_run::http {

// Calls back when the time that was last set has passed. Made for being moved away often: a timer
// that runs is left alone then and looks again when it ends. Private to http/.
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Deadline(boost::asio::io_context& io) : timer_(io) {}

  // Before the first Set. No call once `owner`, which holds this object, is gone.
  void OnExpiry(std::weak_ptr<void> owner, std::function<void()> expired) {
    owner_ = std::move(owner);
    expired_ = std::move(expired);
  }

  void Set(Clock::time_point end) {
    end_ = end;
    if (!runs_ || timer_end_ > end) Wait();
  }
  void Clear() { end_ = Clock::time_point::max(); }

 private:
  void Wait() {
    runs_ = true;
    timer_end_ = end_;
    timer_.expires_at(end_);
    timer_.async_wait([this, owner = owner_](const boost::system::error_code& error) {
      const std::shared_ptr<void> alive = owner.lock();
      if (!alive || error) return;
      runs_ = false;
      if (end_ == Clock::time_point::max()) return;
      if (Clock::now() < end_) return Wait();
      end_ = Clock::time_point::max();
      expired_();
    });
  }

  boost::asio::steady_timer timer_;
  std::weak_ptr<void> owner_;
  std::function<void()> expired_;
  bool runs_ = false;
  Clock::time_point timer_end_;
  Clock::time_point end_ = Clock::time_point::max();
};

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_DEADLINE_H_
