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
    : renderers_(std::move(renderers)), options_(options), run_id_(NewRunId()) {}

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

void Dispatcher::Push(const proto::Alert& alert) {
  std::lock_guard<std::mutex> lock(mutex_);
  ++pushed_;
  std::string bytes;
  alert.AppendToString(&bytes);
  if (alert.id().empty()) {
    // Serialized messages are merged by writing one behind the other.
    proto::Alert named;
    named.set_id(run_id_ + "-" + std::to_string(pushed_));
    named.AppendToString(&bytes);
  }
  const proto::Priority priority = alert.priority();
  if (outbox_ != nullptr) {
    const absl::Status status = outbox_->Append(bytes);
    if (!status.ok()) push_error_ = std::string(status.message());
    for (Route& route : routes_) {
      if (priority > route.least) continue;
      if (status.ok()) {
        route.worker->Wake();
      } else {
        ++route.dropped;
      }
    }
    return;
  }
  const auto message = std::make_shared<const Message>(std::move(bytes), renderers_);
  for (Route& route : routes_) {
    if (priority > route.least) continue;
    if (route.memory->Push(message)) {
      route.worker->Wake();
    } else {
      ++route.dropped;
    }
  }
}

bool Dispatcher::Flush(steady_clock::time_point deadline) {
  bool in_time = true;
  for (Route& route : routes_) in_time = route.worker->Flush(deadline) && in_time;
  return in_time;
}

void Dispatcher::Stop(steady_clock::time_point deadline) {
  for (Route& route : routes_) route.worker->Stop(deadline);
}

DispatcherStats Dispatcher::stats() const {
  std::lock_guard<std::mutex> lock(mutex_);
  DispatcherStats stats;
  stats.pushed = pushed_;
  for (const Route& route : routes_) {
    stats.outputs.push_back(route.worker->stats());
    stats.outputs.back().dropped = route.dropped;
    if (!push_error_.empty()) stats.outputs.back().last_error = push_error_;
  }
  return stats;
}

}  // namespace falco_run::outputs
