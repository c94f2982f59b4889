// SPDX-License-Identifier: Apache-2.0
#include "outputs/grpc/alert_stream.h"

#include <utility>

namespace falco_run::outputs {

void AlertStream::Add(std::deque<MessagePtr>& queue, MessagePtr alert) {
  if (queue.size() >= capacity_) {
    queue.pop_front();
    ++dropped_;
  }
  queue.push_back(std::move(alert));
}

void AlertStream::Push(MessagePtr alert) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (subscriptions_.empty()) {
      Add(waiting_, std::move(alert));
      return;
    }
    for (Subscription* subscription : subscriptions_) Add(subscription->queue_, alert);
  }
  wake_.notify_all();
}

void AlertStream::Close() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
  }
  wake_.notify_all();
}

std::deque<MessagePtr> AlertStream::TakeWaiting() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return std::exchange(waiting_, {});
}

uint64_t AlertStream::dropped() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return dropped_;
}

AlertStream::Subscription::Subscription(AlertStream& stream) : stream_(stream) {
  const std::lock_guard<std::mutex> lock(stream_.mutex_);
  queue_ = std::exchange(stream_.waiting_, {});
  stream_.subscriptions_.insert(this);
}

AlertStream::Subscription::~Subscription() {
  const std::lock_guard<std::mutex> lock(stream_.mutex_);
  stream_.subscriptions_.erase(this);
  // The client went without them.
  if (!stream_.subscriptions_.empty()) return;
  for (MessagePtr& alert : queue_) stream_.Add(stream_.waiting_, std::move(alert));
}

MessagePtr AlertStream::Subscription::Next(std::chrono::milliseconds timeout) {
  std::unique_lock<std::mutex> lock(stream_.mutex_);
  stream_.wake_.wait_for(lock, timeout, [this] { return !queue_.empty() || stream_.closed_; });
  if (queue_.empty()) return nullptr;
  MessagePtr alert = std::move(queue_.front());
  queue_.pop_front();
  return alert;
}

bool AlertStream::Subscription::IsAtEnd() const {
  const std::lock_guard<std::mutex> lock(stream_.mutex_);
  return stream_.closed_ && queue_.empty();
}

}  // namespace falco_run::outputs
