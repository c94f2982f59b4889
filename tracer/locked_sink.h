// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_LOCKED_SINK_H_
#define FALCO_RUN_TRACER_LOCKED_SINK_H_

#include <mutex>

#include "tracer/sink.h"

namespace falco_run::tracer {

// Lets two backends write to one sink.
class LockedSink : public Sink {
 public:
  explicit LockedSink(Sink& next) : next_(next) {}

  void OnStart(const proto::Start& start) override {
    std::lock_guard<std::mutex> lock(mutex_);
    next_.OnStart(start);
  }
  void OnProcess(const proto::Process& process) override {
    std::lock_guard<std::mutex> lock(mutex_);
    next_.OnProcess(process);
  }
  void OnProcessExit(const proto::ProcessExit& exit) override {
    std::lock_guard<std::mutex> lock(mutex_);
    next_.OnProcessExit(exit);
  }
  Verdict OnSyscall(const proto::SyscallEvent& event) override {
    std::lock_guard<std::mutex> lock(mutex_);
    return next_.OnSyscall(event);
  }
  Verdict OnOutcome(const proto::SyscallEvent& event) override {
    std::lock_guard<std::mutex> lock(mutex_);
    return next_.OnOutcome(event);
  }

 private:
  Sink& next_;
  std::mutex mutex_;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_LOCKED_SINK_H_
