// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_ENTRY_WATCH_H_
#define FALCO_RUN_APP_ENTRY_WATCH_H_

#include <memory>

#include "tracer/backend.h"
#include "tracer/namespace_watcher.h"
#include "tracer/ptrace_backend.h"
#include "tracer/sink.h"
#include "tracer/watch_options.h"

namespace falco_run::app {

// Watches what enters our pid namespace from outside (--watch-namespace), on threads of its own:
// shows it to the sink as a spawned process, and traces it from then on where that is permitted.
// Where it is not, one warning goes to stderr, and each such process is counted as a blind spot.
// What an engine before had traced is traced again: it is not shown once more, but counted.
class EntryWatch {
 public:
  // `tracer`: the backend that traces; nullptr: one is made, with `watch`. All must outlive this.
  EntryWatch(tracer::PtraceBackend* tracer, const tracer::WatchOptions& watch, tracer::Sink& sink,
             const tracer::EarlierWatch& earlier = {});
  // Stops. What was attached is let go of if the tracer was made here.
  ~EntryWatch();

  // Adds what was seen here, but for what `tracer` counts itself. From any thread.
  void AddStats(tracer::BackendStats& stats) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_ENTRY_WATCH_H_
