// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_BACKEND_H_
#define FALCO_RUN_TRACER_BACKEND_H_

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "proto/record.pb.h"

namespace falco_run::tracer {

// What a backend did, for the summary and for metrics.
struct BackendStats {
  uint64_t notifications = 0;  // calls that were held
  uint64_t events = 0;         // of these, shown to the sink
  uint64_t outcomes = 0;       // found out by ptrace
  uint64_t followed = 0;       // of these, from the entry to the return
  uint64_t predicted = 0;      // outcomes that had to be estimated
  uint64_t vanished = 0;       // the caller was killed while it waited: the call never ran
  std::map<std::string, uint64_t> blind_spots;  // sentence -> how often

  void Add(const BackendStats& other) {
    notifications += other.notifications;
    events += other.events;
    outcomes += other.outcomes;
    followed += other.followed;
    predicted += other.predicted;
    vanished += other.vanished;
    for (const auto& [sentence, count] : other.blind_spots) blind_spots[sentence] += count;
  }
};

// Watches a tree of processes and reports to a Sink. There is one contract for all ways of
// watching; each backend delivers the same records for the same program.
class Backend {
 public:
  virtual ~Backend() = default;

  // Supervises until the last process of the tree is gone or Stop() is called. Runs on a
  // thread of its own.
  virtual void Run() = 0;

  // Makes Run() return soon. From any thread; what is left of the tree is no longer watched
  // and its watched calls fail, so only call this when it is to end.
  virtual void Stop() = 0;

  // To be called, from any thread, when SIGCHLD was seen: a task that the backend traces may have
  // stopped. Call NeedsWaking() now and then until it is false: the backend may have missed it.
  virtual void OnChildSignal() {}
  virtual bool NeedsWaking() { return false; }

  // The wait status of a stopped child: somebody waited for it who cannot know that the backend
  // traces it. From any thread.
  virtual void OnChildStatus(pid_t, int) {}

  // Those of the tree that are known. Not while it runs.
  virtual std::vector<pid_t> Processes() const { return {}; }

  // Calls that wait and whose outcome was to be told. Not while it runs.
  virtual uint64_t Unfinished() const { return 0; }

  // Those that are known, for who takes over. Not while it runs.
  virtual std::vector<proto::Process> Snapshots() const { return {}; }

  // A copy of the counters. From any thread.
  virtual BackendStats stats() const = 0;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_BACKEND_H_
