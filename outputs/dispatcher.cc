// SPDX-License-Identifier: Apache-2.0
#include "outputs/dispatcher.h"

#include <utility>

#include "outputs/run_id.h"

namespace falco_run::outputs {

using std::chrono::steady_clock;

uint64_t DispatcherStats::lost() const {
  uint64_t lost = 0;
  for (const OutputStats& output : outputs) lost += output.dropped + output.failed;
  return lost;
}

uint64_t DispatcherStats::waiting() const {
  uint64_t waiting = 0;
  for (const OutputStats& output : outputs) waiting += output.waiting;
  return waiting;
}

std::string DispatcherStats::last_error() const {
  for (const OutputStats& output : outputs) {
    if (!output.last_error.empty()) return output.name + ": " + output.last_error;
  }
  return "";
}

Dispatcher::Dispatcher(Renderers renderers, DispatcherOptions options)
    : renderers_(std::move(renderers)), options_(std::move(options)), run_id_(NewRunId()) {
  if (options_.repeats.window.count() == 0) return;
  repeats_ = std::make_unique<Repeats>(
      options_.repeats, [this](const proto::Alert& alert) { (void)Queue(alert, false); });
}

Dispatcher::~Dispatcher() { Stop(steady_clock::now()); }

void Dispatcher::UseOutbox(std::unique_ptr<Outbox> outbox) { outbox_ = std::move(outbox); }

void Dispatcher::Add(std::unique_ptr<Output> output, proto::Priority least) {
  Route route;
  route.least = least;
  std::unique_ptr<Source> source;
  if (outbox_ != nullptr) {
    source = outbox_->MakeSource(output->name(), least, renderers_);
  } else {
    auto memory = std::make_unique<MemorySource>(options_.capacity);
    route.memory = memory.get();
    source = std::move(memory);
  }
  route.worker = std::make_unique<Worker>(std::move(output), std::move(source), options_.worker);
  routes_.push_back(std::move(route));
}

void Dispatcher::Push(const proto::Alert& alert) { (void)Take(alert, false); }

absl::Status Dispatcher::Offer(const proto::Alert& alert) { return Take(alert, true); }

absl::Status Dispatcher::Take(const proto::Alert& alert, bool all_or_nothing) {
  const bool may_be_grouped =
      repeats_ != nullptr && alert.source() != "internal" && alert.rule() != kTestRule;
  if (may_be_grouped && repeats_->Hold(alert)) return absl::OkStatus();
  return Queue(alert, all_or_nothing);
}

absl::Status Dispatcher::Queue(const proto::Alert& alert, bool all_or_nothing) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (all_or_nothing && outbox_ == nullptr) {
    for (const Route& route : routes_) {
      if (IsWanted(alert, route.least) && route.memory->IsFull()) {
        return absl::ResourceExhaustedError("the queue of an output is full");
      }
    }
  }
  std::string bytes;
  alert.AppendToString(&bytes);
  if (alert.id().empty()) {
    // Serialized messages are merged by writing one behind the other.
    proto::Alert named;
    named.set_id(run_id_ + "-" + std::to_string(pushed_ + 1));
    named.AppendToString(&bytes);
  }
  if (outbox_ != nullptr) {
    const absl::Status status = outbox_->Append(bytes);
    if (!status.ok()) push_error_ = std::string(status.message());
    if (!status.ok() && all_or_nothing) return absl::ResourceExhaustedError(push_error_);
    ++pushed_;
    for (Route& route : routes_) {
      if (!IsWanted(alert, route.least)) continue;
      if (status.ok()) {
        route.worker->Wake();
      } else {
        ++route.dropped;
      }
    }
    return status;
  }
  ++pushed_;
  const auto message = std::make_shared<const Message>(std::move(bytes), renderers_);
  for (Route& route : routes_) {
    if (!IsWanted(alert, route.least)) continue;
    if (route.memory->Push(message)) {
      route.worker->Wake();
    } else {
      ++route.dropped;
    }
  }
  return absl::OkStatus();
}

bool Dispatcher::Flush(steady_clock::time_point deadline) {
  if (repeats_ != nullptr) repeats_->Flush();
  bool in_time = true;
  for (Route& route : routes_) in_time = route.worker->Flush(deadline) && in_time;
  return in_time;
}

void Dispatcher::Stop(steady_clock::time_point deadline) {
  if (repeats_ != nullptr) repeats_->Flush();
  for (Route& route : routes_) route.worker->Stop(deadline);
}

DispatcherStats Dispatcher::stats() const {
  std::lock_guard<std::mutex> lock(mutex_);
  DispatcherStats stats;
  stats.pushed = pushed_;
  if (repeats_ != nullptr) stats.grouped = repeats_->held();
  for (const Route& route : routes_) {
    stats.outputs.push_back(route.worker->stats());
    stats.outputs.back().dropped = route.dropped;
    if (!push_error_.empty()) stats.outputs.back().last_error = push_error_;
  }
  return stats;
}

}  // namespace falco_run::outputs
