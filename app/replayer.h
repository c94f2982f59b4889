// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_REPLAYER_H_
#define FALCO_RUN_APP_REPLAYER_H_

#include <cstdint>
#include <unordered_map>
#include <unordered_set>

#include "audit/sink.h"
#include "proto/record.pb.h"
#include "tracer/sink.h"

namespace falco_run::app {

// Plays records to a sink as the tracer played them. A sink that gives the verdicts of the
// recorded run is called in exactly the same way.
//
//   Replayer replayer(sink);
//   while (...) replayer.Feed(record);
//
// A sink with other rules may ask for outcomes that the run did not. Such a call counts as
// successful (predicted); an exec is judged by the process's next snapshot.
class Replayer {
 public:
  // `audit` gets the events of the audit log; nullptr: nobody does.
  explicit Replayer(tracer::Sink& sink, audit::Sink* audit = nullptr)
      : sink_(sink), audit_(audit) {}

  void Feed(const proto::Record& record);

  struct Counts {
    uint64_t events = 0;
    uint64_t outcomes_not_recorded = 0;  // but asked for
  };
  const Counts& counts() const { return counts_; }

 private:
  void OnEvent(const proto::SyscallEvent& event, bool outcome_follows);
  void Assume(const proto::SyscallEvent& event);
  void OnSnapshot(const proto::Process& process);
  void Deliver(proto::SyscallEvent event, int64_t result);

  tracer::Sink& sink_;
  audit::Sink* const audit_;
  uint64_t last_seq_ = 0;
  std::unordered_set<uint64_t> awaited_;                          // by seq
  std::unordered_map<uint64_t, proto::SyscallEvent> open_execs_;  // by process id
  Counts counts_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_REPLAYER_H_
