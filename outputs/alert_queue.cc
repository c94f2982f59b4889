// SPDX-License-Identifier: Apache-2.0
#include "outputs/alert_queue.h"

#include <utility>

namespace falco_run::outputs {

AlertQueue::AlertQueue(Render render, size_t capacity)
    : render_(std::move(render)), capacity_(capacity), thread_([this] { Run(); }) {}

AlertQueue::~AlertQueue() { Close(); }

void AlertQueue::AddOutput(std::unique_ptr<Output> output) {
  std::lock_guard<std::mutex> lock(mutex_);
  outputs_.push_back(std::move(output));
}

void AlertQueue::Push(proto::Alert alert) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (closing_ || waiting_.size() >= capacity_) {
      ++stats_.dropped;
      return;
    }
    waiting_.push_back(std::move(alert));
  }
  wake_.notify_one();
}

void AlertQueue::Flush() {
  std::unique_lock<std::mutex> lock(mutex_);
  idle_.wait(lock, [this] { return waiting_.empty() && !busy_; });
}

void AlertQueue::Close() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    closing_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

AlertQueue::Stats AlertQueue::stats() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return stats_;
}

void AlertQueue::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
    if (waiting_.empty()) return;  // closing
    const proto::Alert alert = std::move(waiting_.front());
    waiting_.pop_front();
    busy_ = true;
    lock.unlock();
    const std::string line = render_(alert);
    uint64_t failed = 0;
    std::string error;
    for (const auto& output : outputs_) {
      const absl::Status status = output->Write(line);
      if (status.ok()) continue;
      ++failed;
      error = std::string(status.message());
    }
    lock.lock();
    ++stats_.written;
    stats_.failed += failed;
    if (failed != 0) stats_.last_error = std::move(error);
    busy_ = false;
    if (waiting_.empty()) idle_.notify_all();
  }
}

}  // namespace falco_run::outputs
