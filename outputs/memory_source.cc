// SPDX-License-Identifier: Apache-2.0
#include "outputs/memory_source.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace falco_run::outputs {

bool MemorySource::Push(MessagePtr message) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (messages_.size() >= capacity_) return false;
  messages_.push_back(std::move(message));
  return true;
}

bool MemorySource::IsFull() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return messages_.size() >= capacity_;
}

std::vector<MessagePtr> MemorySource::Take(size_t most) {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto end = messages_.begin() + static_cast<ptrdiff_t>(std::min(most, messages_.size()));
  std::vector<MessagePtr> taken(std::make_move_iterator(messages_.begin()),
                                std::make_move_iterator(end));
  messages_.erase(messages_.begin(), end);
  taken_ += taken.size();
  return taken;
}

void MemorySource::PutBack(std::vector<MessagePtr> messages) {
  std::lock_guard<std::mutex> lock(mutex_);
  messages_.insert(messages_.begin(), std::make_move_iterator(messages.begin()),
                   std::make_move_iterator(messages.end()));
  taken_ = 0;
}

void MemorySource::Settle(size_t count) {
  std::lock_guard<std::mutex> lock(mutex_);
  taken_ -= count;
}

uint64_t MemorySource::waiting() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return messages_.size() + taken_;
}

}  // namespace falco_run::outputs
