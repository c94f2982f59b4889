// SPDX-License-Identifier: Apache-2.0
#include "outputs/worker.h"

#include <algorithm>
#include <utility>

namespace falco_run::outputs {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Worker::Worker(std::unique_ptr<Output> output, std::unique_ptr<Source> source,
               WorkerOptions options, const OutputStats& before)
    : output_(std::move(output)),
      source_(std::move(source)),
      options_(options),
      backoff_(options.first_retry, options.longest_retry),
      stats_(before) {
  stats_.name = output_->name();
  // What an earlier run left is there already.
  signalled_ = source_->waiting() != 0;
  thread_ = std::thread([this] {
    if (options_.at_start) options_.at_start();
    Run();
  });
}

Worker::~Worker() { Stop(steady_clock::now()); }

void Worker::Wake() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (signalled_) return;
    signalled_ = true;
  }
  wake_.notify_one();
}

bool Worker::Flush(steady_clock::time_point deadline) {
  std::unique_lock<std::mutex> lock(mutex_);
  return idle_.wait_until(lock, deadline, [this] { return !signalled_ && !busy_; });
}

void Worker::Stop(steady_clock::time_point deadline) {
  if (!thread_.joinable()) return;
  Flush(deadline);
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  output_->Interrupt();
  wake_.notify_one();
  thread_.join();
}

std::vector<MessagePtr> Worker::Halt(steady_clock::time_point deadline) {
  if (thread_.joinable()) {
    std::unique_lock<std::mutex> lock(mutex_);
    stopping_ = true;
    wake_.notify_one();
    idle_.wait_until(lock, deadline, [this] { return ended_; });
    lock.unlock();
    output_->Interrupt();
    thread_.join();
  }
  std::vector<MessagePtr> unsettled;
  for (const Pending& pending : pending_) {
    if (!pending.settled) unsettled.push_back(pending.message);
  }
  return unsettled;
}

OutputStats Worker::stats() const {
  std::lock_guard<std::mutex> lock(mutex_);
  OutputStats stats = stats_;
  stats.waiting = source_->waiting() - settled_in_hand_;
  return stats;
}

void Worker::Run() {
  constexpr std::chrono::microseconds kDense{200};
  constexpr std::chrono::microseconds kGather{100};
  steady_clock::time_point delivered_at = steady_clock::time_point::min();
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    if (pending_.empty() && !signalled_) {
      busy_ = false;
      idle_.notify_all();
      wake_.wait(lock, [this] { return signalled_ || stopping_; });
    }
    if (stopping_) {
      ended_ = true;
      idle_.notify_all();
      return;
    }
    busy_ = true;
    // Alerts that come thick and fast are gathered for a moment where many can be delivered at
    // once: waking up for each costs more than delivering it.
    if (pending_.empty() && output_->max_batch() > source_->waiting() &&
        steady_clock::now() < delivered_at + kDense) {
      wake_.wait_for(lock, kGather, [this] { return stopping_; });
    }
    signalled_ = false;
    lock.unlock();
    TakeMore();
    const milliseconds pause = pending_.empty() ? milliseconds(0) : DeliverPending();
    delivered_at = steady_clock::now();
    lock.lock();
    // Something may be left that nobody will signal again.
    if (pending_.empty() && source_->waiting() != 0) signalled_ = true;
    if (pause.count() != 0) wake_.wait_for(lock, pause, [this] { return stopping_; });
  }
}

void Worker::TakeMore() {
  const size_t most = std::max<size_t>(output_->max_batch(), 1);
  if (pending_.size() >= most) return;
  for (MessagePtr& message : source_->Take(most - pending_.size())) {
    pending_.push_back({std::move(message)});
  }
}

milliseconds Worker::DeliverPending() {
  std::vector<MessagePtr> batch;
  std::vector<Pending*> tried;
  for (Pending& pending : pending_) {
    if (pending.settled) continue;
    batch.push_back(pending.message);
    tried.push_back(&pending);
  }
  const std::vector<Delivery> results = output_->Deliver(batch);
  milliseconds asked{0};
  bool any_retry = false;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    for (size_t i = 0; i < tried.size(); ++i) {
      Pending& pending = *tried[i];
      if (pending.tries++ != 0) ++stats_.retried;
      if (i < results.size() && results[i].status.ok()) {
        pending.settled = true;
        ++settled_in_hand_;
        ++stats_.delivered;
        continue;
      }
      if (i >= results.size()) {  // not tried: interrupted
        any_retry = true;
        continue;
      }
      stats_.last_error = std::string(results[i].status.message());
      const bool last_try = options_.most_tries != 0 && pending.tries >= options_.most_tries;
      if (results[i].IsRetryable() && !last_try) {
        any_retry = true;
        asked = std::max(asked, results[i].retry_after);
      } else if (!absl::IsCancelled(results[i].status)) {
        pending.settled = true;
        ++settled_in_hand_;
        ++stats_.failed;
      } else {
        any_retry = true;
      }
    }
  }
  SettleFront();
  if (!any_retry) {
    backoff_.Reset();
    return milliseconds(0);
  }
  return std::max(backoff_.Next(), std::min(asked, options_.longest_retry));
}

void Worker::SettleFront() {
  const auto first_open =
      std::find_if(pending_.begin(), pending_.end(), [](const Pending& p) { return !p.settled; });
  const auto count = static_cast<size_t>(first_open - pending_.begin());
  pending_.erase(pending_.begin(), first_open);
  if (count == 0) return;
  std::lock_guard<std::mutex> lock(mutex_);  // for stats()
  source_->Settle(count);
  settled_in_hand_ -= count;
}

}  // namespace falco_run::outputs
