// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_MEMORY_SOURCE_H_
#define FALCO_RUN_OUTPUTS_MEMORY_SOURCE_H_

#include <deque>
#include <mutex>
#include <vector>

#include "outputs/source.h"

namespace falco_run::outputs {

// Messages in memory, at most `capacity` of them. Thread-safe.
class MemorySource : public Source {
 public:
  explicit MemorySource(size_t capacity) : capacity_(capacity) {}

  // False if it is full: the message is lost.
  bool Push(MessagePtr message);

  bool IsFull() const;

  // What was taken and not settled is to be taken again, the oldest first.
  void PutBack(std::vector<MessagePtr> messages);

  std::vector<MessagePtr> Take(size_t most) override;
  void Settle(size_t count) override;
  uint64_t waiting() const override;

 private:
  const size_t capacity_;
  mutable std::mutex mutex_;
  std::deque<MessagePtr> messages_;
  size_t taken_ = 0;  // and not settled
};

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_MEMORY_SOURCE_H_
