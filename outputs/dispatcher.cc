// SPDX-License-Identifier: Apache-2.0
#include "outputs/dispatcher.h"

#include <algorithm>
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
  std::string name = output->name();
  routes_.push_back(MakeRoute({std::move(name), std::move(output), least}, {}));
}

Dispatcher::Route Dispatcher::MakeRoute(Next next, OutputStats before) {
  Route route;
  route.least = next.least;
  route.dropped = std::exchange(before.dropped, 0);
  std::unique_ptr<Source> source;
  if (outbox_ != nullptr) {
    source = outbox_->MakeSource(next.name, next.least, renderers_);
  } else {
    auto memory = std::make_unique<MemorySource>(options_.capacity);
    route.memory = memory.get();
    source = std::move(memory);
  }
  route.worker =
      std::make_unique<Worker>(std::move(next.output), std::move(source), options_.worker, before);
  return route;
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

Dispatcher::Route Dispatcher::Continue(Route old, Next next, std::vector<MessagePtr> unsettled) {
  OutputStats before = StatsOf(old);
  // A journal's reader begins where the last one had settled.
  if (outbox_ != nullptr) {
    old.worker.reset();
    return MakeRoute(std::move(next), std::move(before));
  }
  Route route;
  route.least = next.least;
  route.memory = old.memory;
  route.dropped = std::exchange(before.dropped, 0);
  route.memory->PutBack(std::move(unsettled));
  route.worker = std::make_unique<Worker>(std::move(next.output), old.worker->TakeSource(),
                                          options_.worker, before);
  return route;
}

void Dispatcher::Retire(Route route, steady_clock::time_point deadline) {
  route.worker->Stop(deadline);
  OutputStats stats = StatsOf(route);
  // Nobody will deliver it; what is in the outbox is for a later run.
  if (outbox_ == nullptr) stats.dropped += std::exchange(stats.waiting, 0);
  const std::lock_guard<std::mutex> lock(mutex_);
  retired_.push_back(std::move(stats));
}

void Dispatcher::Replace(std::vector<Next> next, steady_clock::time_point deadline) {
  // For what is under way: a request that is broken off would be made twice.
  constexpr std::chrono::seconds kGrace{2};
  const std::lock_guard<std::mutex> control(control_mutex_);
  if (stopped_) return;
  const auto find = [](auto& list, const std::string& name, auto name_of) {
    return std::find_if(list.begin(), list.end(), [&](auto& e) { return name_of(e) == name; });
  };
  const auto route_name = [](const Route& route) { return route.worker->stats().name; };
  std::vector<std::vector<MessagePtr>> unsettled(next.size());
  for (size_t i = 0; i < next.size(); ++i) {
    const auto old = find(routes_, next[i].name, route_name);
    if (old == routes_.end() || next[i].output == nullptr) continue;
    // Alerts go on waiting in its source.
    unsettled[i] = old->worker->Halt(steady_clock::now() + kGrace);
  }
  std::vector<Route> gone;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    gone.swap(routes_);
    for (size_t i = 0; i < next.size(); ++i) {
      const auto old = find(gone, next[i].name, route_name);
      if (old == gone.end()) {
        if (next[i].output == nullptr) continue;
        OutputStats before;
        const auto known = find(retired_, next[i].name, [](auto& stats) { return stats.name; });
        if (known != retired_.end()) {
          before = *known;
          retired_.erase(known);
        }
        routes_.push_back(MakeRoute(std::move(next[i]), std::move(before)));
        continue;
      }
      Route route = std::move(*old);
      gone.erase(old);
      if (next[i].output == nullptr) {
        routes_.push_back(std::move(route));
      } else {
        routes_.push_back(Continue(std::move(route), std::move(next[i]), std::move(unsettled[i])));
      }
    }
  }
  for (Route& route : gone) Retire(std::move(route), deadline);
}

bool Dispatcher::Flush(steady_clock::time_point deadline) {
  const std::lock_guard<std::mutex> control(control_mutex_);
  if (repeats_ != nullptr) repeats_->Flush();
  bool in_time = true;
  for (Route& route : routes_) in_time = route.worker->Flush(deadline) && in_time;
  return in_time;
}

void Dispatcher::Stop(steady_clock::time_point deadline) {
  const std::lock_guard<std::mutex> control(control_mutex_);
  stopped_ = true;
  if (repeats_ != nullptr) repeats_->Flush();
  for (Route& route : routes_) route.worker->Stop(deadline);
}

OutputStats Dispatcher::StatsOf(const Route& route) const {
  OutputStats stats = route.worker->stats();
  stats.dropped = route.dropped;
  return stats;
}

DispatcherStats Dispatcher::stats() const {
  std::lock_guard<std::mutex> lock(mutex_);
  DispatcherStats stats;
  stats.pushed = pushed_;
  if (repeats_ != nullptr) stats.grouped = repeats_->held();
  for (const Route& route : routes_) stats.outputs.push_back(StatsOf(route));
  stats.outputs.insert(stats.outputs.end(), retired_.begin(), retired_.end());
  if (!push_error_.empty()) {
    for (OutputStats& output : stats.outputs) output.last_error = push_error_;
  }
  return stats;
}

}  // namespace falco_run::outputs
