// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_START_SIGNAL_H_
#define FALCO_RUN_APP_START_SIGNAL_H_

#include <functional>
#include <utility>

#include "tracer/sink.h"

namespace falco_run::app {

// Passes everything on to another sink and tells when that has been shown the start: what comes
// from elsewhere must not come before it.
class StartSignal : public tracer::Sink {
 public:
  // `next` is not owned.
  StartSignal(tracer::Sink& next, std::function<void()> on_started)
      : next_(next), on_started_(std::move(on_started)) {}

  void OnStart(const proto::Start& start) override {
    next_.OnStart(start);
    on_started_();
  }
  void OnProcess(const proto::Process& process) override { next_.OnProcess(process); }
  void OnProcessExit(const proto::ProcessExit& exit) override { next_.OnProcessExit(exit); }
  tracer::Verdict OnSyscall(const proto::SyscallEvent& event) override {
    return next_.OnSyscall(event);
  }
  void OnOutcome(const proto::SyscallEvent& event) override { next_.OnOutcome(event); }

 private:
  tracer::Sink& next_;
  const std::function<void()> on_started_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_START_SIGNAL_H_
