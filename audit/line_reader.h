// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_AUDIT_LINE_READER_H_
#define FALCO_RUN_AUDIT_LINE_READER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "audit/counters.h"
#include "audit/event_queue.h"
#include "audit/event_splitter.h"

namespace falco_run::audit {

// Cuts what is read of one file into lines and puts their events into the queue. Lines may come in
// any pieces.
class LineReader {
 public:
  using Problem = std::function<void(const std::string&)>;

  LineReader(std::string name, EventQueue& queue, Counters& counters, const Problem& on_problem)
      : name_(std::move(name)), queue_(queue), counters_(counters), on_problem_(on_problem) {}

  // False: the queue is closed. Waits while the queue is full.
  bool Feed(std::string_view bytes);
  // The file ends: what is left is a line, too.
  bool Finish();
  // What follows is another file's beginning.
  void Restart() { line_ = 0; }

 private:
  void TakeLine(std::string_view line, Batch& batch);
  bool Push(Batch& batch) { return batch.size() == 0 || queue_.Push(batch); }

  const std::string name_;
  EventQueue& queue_;
  Counters& counters_;
  const Problem& on_problem_;
  EventSplitter splitter_;
  SplitBody split_;
  std::string rest_;       // of a line that is not complete
  bool skipping_ = false;  // a line that is too long
  uint64_t line_ = 0;
};

}  // namespace falco_run::audit

#endif  // FALCO_RUN_AUDIT_LINE_READER_H_
