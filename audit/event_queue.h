// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_AUDIT_EVENT_QUEUE_H_
#define FALCO_RUN_AUDIT_EVENT_QUEUE_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "audit/event_splitter.h"
#include "audit/sink.h"

namespace falco_run::audit {

// Events that came together, in the text they came in.
class Batch {
 public:
  // `split` has the events of `text`, which may be a part of what was split.
  void Append(std::string_view text, const SplitBody& split);

  size_t size() const { return events_.size(); }
  size_t bytes() const { return text_.size() + events_.size() * sizeof(Event); }
  std::string_view json(size_t i) const {
    return std::string_view(text_).substr(events_[i].begin, events_[i].size);
  }
  uint64_t time_ns(size_t i) const { return events_[i].time_ns; }

 private:
  struct Event {
    size_t begin;
    size_t size;
    uint64_t time_ns;
  };
  std::string text_;
  std::vector<Event> events_;
};

// Holds events between the threads that receive them and the one that evaluates. Bounded in
// bytes: when it is full, senders are told to come again, and files wait.
//
//   EventQueue queue(8 << 20);
//   if (!queue.TryPush(batch)) ...              // receivers
//   queue.Run(sink);                            // the evaluating thread, until Close()
//
// Thread-safe.
class EventQueue {
 public:
  // An empty queue takes a batch of any size.
  explicit EventQueue(size_t capacity_bytes) : capacity_(capacity_bytes) {}

  // False: it is full, or closed; the batch stays.
  bool TryPush(Batch& batch);
  // Waits for room. False: it is closed.
  bool Push(Batch& batch);
  bool full() const;

  // Nothing more is taken; what waits is still given to the sink.
  void Close();

  // Numbers the events 1, 2, 3, ... and gives them to the sink, until the queue is closed and
  // empty. Once.
  void Run(Sink& sink);

 private:
  bool HasRoom(const Batch& batch) const {
    return bytes_ == 0 || bytes_ + batch.bytes() <= capacity_;
  }
  void Add(Batch& batch);

  const size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable not_empty_;
  std::condition_variable not_full_;
  std::deque<Batch> batches_;
  size_t bytes_ = 0;  // with the batch that is being evaluated
  bool closed_ = false;
};

}  // namespace falco_run::audit

#endif  // FALCO_RUN_AUDIT_EVENT_QUEUE_H_
