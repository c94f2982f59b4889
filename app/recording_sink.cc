// SPDX-License-Identifier: Apache-2.0
#include "app/recording_sink.h"

namespace falco_run::app {

RecordingSink::RecordingSink(tracer::Sink& next, recording::RecordWriter& writer)
    : next_(next), writer_(writer) {}

void RecordingSink::OnStart(const proto::Start& start) {
  next_.OnStart(start);
  proto::Record record;
  *record.mutable_start() = start;
  writer_.Write(record);
}

void RecordingSink::OnProcess(const proto::Process& process) {
  next_.OnProcess(process);
  *process_.mutable_process() = process;
  writer_.Write(process_);
}

void RecordingSink::OnProcessExit(const proto::ProcessExit& exit) {
  next_.OnProcessExit(exit);
  proto::Record record;
  *record.mutable_process_exit() = exit;
  writer_.Write(record);
}

tracer::Verdict RecordingSink::OnSyscall(const proto::SyscallEvent& event) {
  const tracer::Verdict verdict = next_.OnSyscall(event);
  *event_.mutable_syscall() = event;
  event_.set_outcome_awaited(verdict == tracer::Verdict::kNeedOutcome);
  writer_.Write(event_);
  return verdict;
}

tracer::Verdict RecordingSink::OnOutcome(const proto::SyscallEvent& event) {
  const tracer::Verdict verdict = next_.OnOutcome(event);
  *event_.mutable_syscall() = event;
  event_.set_outcome_awaited(false);
  writer_.Write(event_);
  return verdict;
}

}  // namespace falco_run::app
