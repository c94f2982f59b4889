// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_SINK_H_
#define FALCO_RUN_TRACER_SINK_H_

#include "proto/record.pb.h"

namespace falco_run::tracer {

// The consumer's answer to an event.
enum class Verdict {
  kContinue,        // let the call run; nothing more is wanted
  kNeedOutcome,     // let it run and report its outcome by OnOutcome
  kNeedDescriptor,  // look at the descriptor, which was left out, and ask again
  kNeedProcess,     // announce what was left out about the process, and ask again
};

// Receives what a backend sees, in order, on the backend's thread. The thread that made
// the call is held until OnSyscall returns, so be quick.
class Sink {
 public:
  virtual ~Sink() = default;

  virtual void OnStart(const proto::Start& start) = 0;
  virtual void OnProcess(const proto::Process& process) = 0;
  virtual void OnProcessExit(const proto::ProcessExit& exit) = 0;

  // A call at its entry: the outcome is unknown. The event is only valid during the call. Called
  // again for the same event, with the same number, after kNeedDescriptor and kNeedProcess.
  virtual Verdict OnSyscall(const proto::SyscallEvent& event) = 0;

  // The same event again, with its outcome (known or predicted). After a successful exec
  // the new process image was announced by OnProcess before. kContinue, or kNeedProcess.
  virtual Verdict OnOutcome(const proto::SyscallEvent& event) = 0;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_SINK_H_
