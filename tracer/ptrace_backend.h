// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_PTRACE_BACKEND_H_
#define FALCO_RUN_TRACER_PTRACE_BACKEND_H_

#include <sys/types.h>

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "tracer/backend.h"
#include "tracer/mechanism.h"
#include "tracer/sink.h"
#include "tracer/watch_options.h"

namespace falco_run::tracer {

struct PtraceOptions {
  WatchOptions watch;
  // How calls of `watch.program` stop: kTrace or kSyscall.
  Mechanism mechanism = Mechanism::kTrace;
  // Run() goes on when there is nothing to trace (any more): processes may be attached.
  bool stays = false;

  // All are called on the backend's thread and may be empty.
  // `watch.program` is traced, or cannot be, and Run() returns. It may call exec now.
  std::function<void(const absl::Status&)> on_ready;
  // A process or thread that is traced ended, with its wait status; or one of TakeEnd.
  std::function<void(pid_t, int)> on_reaped;
  // A process was stopped by a signal, and continued.
  std::function<void(pid_t)> on_halted;
  std::function<void(pid_t)> on_continued;
};

// The backend on ptrace(2): where there is no user notification, and for processes that were not
// started by us. Everything is traced all the time: each event costs a stop (10 µs), with
// Mechanism::kSyscall each call of the program costs two. Nothing in the tree can be traced by
// anybody else meanwhile; outcomes are always exact.
//
// The tracer is the thread that is in Run(). When it ends, `watch.program` and what came of it are
// killed; processes that were attached go on undisturbed.
class PtraceBackend : public Backend {
 public:
  // Traces a running process with all its threads, and what it makes from now on. NotFound,
  // PermissionDenied (see SeizeThread). From any thread but Run()'s; waits until it is done.
  enum class Show {
    kAsExecuted,  // to the sink, as if it had just been executed
    kNot,         // it runs its parent's program, or is about to become another, which is seen
  };
  virtual absl::Status Attach(pid_t pid, Show show) = 0;

  // Only shows a running process to the sink, unless it is traced and has executed something
  // since, which was shown. From any thread but Run()'s.
  virtual void ShowOnly(pid_t pid) = 0;

  // Waits for child `pid` of the caller if it has ended, traced or not: who waits for its children
  // by itself takes stops of those that are traced. From any thread but Run()'s; waits until it is
  // done. An error: Run() has ended, and nothing is traced any more.
  virtual absl::Status TakeEnd(pid_t pid) = 0;

  // From now on Run() ends when nothing is left to trace.
  virtual void EndWithLast() = 0;
};

std::unique_ptr<PtraceBackend> MakePtraceBackend(PtraceOptions options, Sink& sink);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_PTRACE_BACKEND_H_
