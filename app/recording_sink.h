// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_RECORDING_SINK_H_
#define FALCO_RUN_APP_RECORDING_SINK_H_

#include "recording/record_writer.h"
#include "tracer/sink.h"

namespace falco_run::app {

// Passes everything on to another sink and records it, with that sink's verdicts: a replay then
// knows which outcomes follow.
class RecordingSink : public tracer::Sink {
 public:
  // Neither is owned.
  RecordingSink(tracer::Sink& next, recording::RecordWriter& writer);

  void OnStart(const proto::Start& start) override;
  void OnProcess(const proto::Process& process) override;
  void OnProcessExit(const proto::ProcessExit& exit) override;
  tracer::Verdict OnSyscall(const proto::SyscallEvent& event) override;
  tracer::Verdict OnOutcome(const proto::SyscallEvent& event) override;

 private:
  tracer::Sink& next_;
  recording::RecordWriter& writer_;
  // Kept between records for their buffers.
  proto::Record event_;
  proto::Record process_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_RECORDING_SINK_H_
