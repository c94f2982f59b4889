// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_GRPC_ALERT_STREAM_H_
#define FALCO_RUN_OUTPUTS_GRPC_ALERT_STREAM_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "outputs/message.h"

namespace falco_run::outputs {

// Hands alerts to subscribers: each gets every alert from its subscription on. What comes while
// there is none waits for the first. Thread-safe.
class AlertStream {
 public:
  // Alerts that wait for nobody, or for a subscriber that is slow; the oldest are dropped.
  explicit AlertStream(size_t capacity) : capacity_(capacity) {}

  void Push(MessagePtr alert);
  // No more will come: subscribers get what waits for them, then nothing.
  void Close();

  // What waits because there is no subscriber.
  std::deque<MessagePtr> TakeWaiting();
  uint64_t dropped() const;

  class Subscription {
   public:
    explicit Subscription(AlertStream& stream);
    ~Subscription();
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;

    // The next alert; nullptr if none comes within `timeout`.
    MessagePtr Next(std::chrono::milliseconds timeout);
    // Nothing waits and nothing will come.
    bool IsAtEnd() const;

   private:
    friend AlertStream;
    AlertStream& stream_;
    std::deque<MessagePtr> queue_;  // guarded by the stream's mutex
  };

 private:
  void Add(std::deque<MessagePtr>& queue, MessagePtr alert);

  const size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::set<Subscription*> subscriptions_;
  std::deque<MessagePtr> waiting_;
  uint64_t dropped_ = 0;
  bool closed_ = false;
};

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_GRPC_ALERT_STREAM_H_
