// SPDX-License-Identifier: Apache-2.0
#include "audit/event_queue.h"

#include <utility>

namespace falco_run::audit {

void Batch::Append(std::string_view text, const SplitBody& split) {
  const size_t begin = text_.size();
  text_ += text;
  for (const SplitEvent& e : split.events) {
    events_.push_back(
        {begin + static_cast<size_t>(e.json.data() - text.data()), e.json.size(), e.time_ns});
  }
}

bool EventQueue::TryPush(Batch& batch) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (closed_ || !HasRoom(batch)) return false;
  Add(batch);
  return true;
}

bool EventQueue::Push(Batch& batch) {
  std::unique_lock<std::mutex> lock(mutex_);
  not_full_.wait(lock, [&] { return closed_ || HasRoom(batch); });
  if (closed_) return false;
  Add(batch);
  return true;
}

void EventQueue::Add(Batch& batch) {
  bytes_ += batch.bytes();
  batches_.push_back(std::move(batch));
  batch = Batch();
  not_empty_.notify_one();
}

bool EventQueue::full() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return closed_ || bytes_ >= capacity_;
}

void EventQueue::Close() {
  std::lock_guard<std::mutex> lock(mutex_);
  closed_ = true;
  not_empty_.notify_all();
  not_full_.notify_all();
}

void EventQueue::Run(Sink& sink) {
  proto::AuditEvent event;
  uint64_t seq = 0;
  for (;;) {
    Batch batch;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      not_empty_.wait(lock, [&] { return closed_ || !batches_.empty(); });
      if (batches_.empty()) return;
      batch = std::move(batches_.front());
      batches_.pop_front();
    }
    for (size_t i = 0; i < batch.size(); ++i) {
      const std::string_view json = batch.json(i);
      event.set_seq(++seq);
      event.set_time_ns(batch.time_ns(i));
      event.mutable_json()->assign(json);
      sink.OnAudit(event);
    }
    std::lock_guard<std::mutex> lock(mutex_);
    bytes_ -= batch.bytes();
    not_full_.notify_all();
  }
}

}  // namespace falco_run::audit
