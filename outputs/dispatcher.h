// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_DISPATCHER_H_
#define FALCO_RUN_OUTPUTS_DISPATCHER_H_

#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "outputs/memory_source.h"
#include "outputs/message.h"
#include "outputs/outbox.h"
#include "outputs/output.h"
#include "outputs/repeats.h"
#include "outputs/worker.h"
#include "proto/alert.pb.h"

namespace falco_run::outputs {

struct DispatcherOptions {
  // Messages that may wait for each output in memory; further ones are dropped and counted.
  size_t capacity = std::numeric_limits<size_t>::max();
  WorkerOptions worker;
  RepeatsOptions repeats;
};

struct DispatcherStats {
  uint64_t pushed = 0;
  uint64_t grouped = 0;  // counted in another alert instead of being pushed (Repeats)
  std::vector<OutputStats> outputs;

  // Over all outputs.
  uint64_t lost() const;  // dropped or failed
  uint64_t waiting() const;
  // "slack: 403 Forbidden"; "" if there was none.
  std::string last_error() const;
};

// Stands between the engine and the outputs: each output has a queue and a thread of its own, so
// that a slow one holds neither the watched program nor the other outputs.
//
//   Dispatcher dispatcher(renderers, options);
//   dispatcher.Add(std::move(file), proto::DEBUG);
//   dispatcher.Push(alert);                     // from the supervisor's thread; never blocks
//   dispatcher.Stop(steady_clock::now() + 5s);  // delivers what is left, if it can
//
// With an outbox, Push writes the alert to disk before it returns (some microseconds), and a later
// run delivers what this one could not.
class Dispatcher {
 public:
  Dispatcher(Renderers renderers, DispatcherOptions options);
  ~Dispatcher();

  // Before the first Add. `outbox` is made by Outbox::Open.
  void UseOutbox(std::unique_ptr<Outbox> outbox);

  // Before the first Push. Only alerts at least as severe as `least` go to the output.
  void Add(std::unique_ptr<Output> output, proto::Priority least);

  // One of the outputs that there are from now on.
  struct Next {
    std::string name;
    // nullptr: the output of this name stays as it is.
    std::unique_ptr<Output> output;
    proto::Priority least = proto::DEBUG;
  };

  // Puts these outputs in the place of those so far, while alerts come in. One that takes the place
  // of another of its name gets what waits there; one that is gone has until `deadline` for what
  // waits, after that it is lost (or stays in the outbox). Takes some seconds at most. From any
  // thread; after Stop it does nothing.
  void Replace(std::vector<Next> next, std::chrono::steady_clock::time_point deadline);

  // Gives the alert an id if it has none. What an output has no room for is dropped and counted.
  // Thread-safe.
  void Push(const proto::Alert& alert);

  // The same, but all or nothing: if an output has no room (or the outbox), none gets the alert.
  // ResourceExhausted then; the caller still has it.
  absl::Status Offer(const proto::Alert& alert);

  // Waits until everything pushed before is settled, at most until the deadline; then returns
  // false.
  bool Flush(std::chrono::steady_clock::time_point deadline);

  // Flushes and ends all threads. What is left by then is lost, or stays in the outbox.
  void Stop(std::chrono::steady_clock::time_point deadline);

  DispatcherStats stats() const;
  bool has_outbox() const { return outbox_ != nullptr; }

 private:
  struct Route {
    std::unique_ptr<Worker> worker;
    MemorySource* memory = nullptr;  // the worker's; nullptr with an outbox
    proto::Priority least = proto::DEBUG;
    uint64_t dropped = 0;  // guarded by mutex_
  };

  absl::Status Take(const proto::Alert& alert, bool all_or_nothing);
  absl::Status Queue(const proto::Alert& alert, bool all_or_nothing);
  Route MakeRoute(Next next, OutputStats before);
  // A route for `next` that goes on where `old`, which is halted, left off.
  Route Continue(Route old, Next next, std::vector<MessagePtr> unsettled);
  // Ends the route and keeps its figures.
  void Retire(Route route, std::chrono::steady_clock::time_point deadline);
  OutputStats StatsOf(const Route& route) const;

  const Renderers renderers_;
  const DispatcherOptions options_;
  const std::string run_id_;
  std::unique_ptr<Outbox> outbox_;
  std::vector<Route> routes_;
  mutable std::mutex mutex_;
  std::mutex control_mutex_;  // Replace, Flush and Stop go one after the other; before mutex_
  bool stopped_ = false;
  std::vector<OutputStats> retired_;  // of outputs that are gone, by mutex_
  uint64_t pushed_ = 0;
  std::string push_error_;
  std::unique_ptr<Repeats> repeats_;  // nullptr: nothing is grouped. The last: it uses the rest
};

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_DISPATCHER_H_
