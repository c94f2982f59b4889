// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_CALL_REPORTER_H_
#define FALCO_RUN_TRACER_CALL_REPORTER_H_

#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "proto/record.pb.h"
#include "tracer/backend.h"
#include "tracer/created_files.h"
#include "tracer/event_builder.h"
#include "tracer/process_table.h"
#include "tracer/sink.h"
#include "tracer/syscall_table.h"
#include "tracer/watch_options.h"

namespace falco_run::tracer {

// What all backends have in common between a call's registers and the sink, so that the same
// program gives the same records. Works on one event at a time. Not thread-safe.
class CallReporter {
 public:
  using Entry = SyscallNumbers::Entry;

  CallReporter(WatchOptions options, Sink& sink);

  // The row of a call by its number alone.
  const Entry* FindNumber(const seccomp_data& data) const {
    return numbers_.Find(data.arch, data.nr);
  }

  // The row of a call; nullptr: it is not watched. A 32-bit socketcall(2) becomes the call it
  // stands for, in `data` too.
  const Entry* Find(seccomp_data& data, RemoteMemory& memory) const;

  // False for what our own child does before it becomes the program: no business of the rules.
  bool HasStarted(pid_t tid, const Entry& entry);

  // Remembers what the call will change.
  void NoteState(const Entry& entry, const seccomp_data& data, TrackedProcess& process);

  // Shows the event to the sink at the call's entry, and again if it asks for the descriptor. Not
  // that of a call that may move several messages: how many it was tells its return, and then each
  // has an event. Nor that of an open whose path is to be verified.
  Verdict Show(const Entry& entry, const seccomp_data& data, TrackedProcess& process);

  // Shows the event again, with its outcome.
  void Deliver(proto::Outcome outcome, int64_t result);

  // The same with an estimate. Without `look` no file is looked at.
  void Predict(pid_t tid, const Entry& entry, const seccomp_data& data, TrackedProcess& process,
               bool look);

  // The call stands at its return: adds to the event what it has made, and the process's news.
  void Complete(const Entry& entry, const seccomp_data& data, TrackedProcess& process,
                int64_t result);

  // Shows a process that was found running as if it had just been executed.
  void ShowFound(TrackedProcess& process);

  // False for an event that waits for the call's return.
  static bool WasShown(const proto::SyscallEvent& event) { return event.seq() != 0; }

  void BlindSpot(const char* sentence) { ++stats_.blind_spots[sentence]; }

  static bool IsExec(const Entry& entry) {
    return entry.spec != nullptr && entry.spec->outcome == OutcomeKind::kExec;
  }

  // An open that makes and cuts no file: what it opened is closed where its caller ended within.
  static bool LeavesNothing(const proto::SyscallEvent& event);

  // Calls that open a path.
  static constexpr bool Opens(proto::EventType type) {
    return type == proto::EVENT_OPEN || type == proto::EVENT_OPENAT ||
           type == proto::EVENT_OPENAT2 || type == proto::EVENT_CREAT;
  }

  // Calls of seccomp(2) and its older form.
  static bool InstallsFilter(const Entry& entry, const seccomp_data& data) {
    return entry.seccomp || (entry.set_name && static_cast<int>(data.args[0]) == PR_SET_SECCOMP);
  }

  // The address space is about to be replaced.
  static void ForgetImage(TrackedProcess& process) {
    process.memory.Reset();
    process.stale_image = true;
  }

  Outcomes outcomes() const { return outcomes_; }
  ProcessTable& table() { return table_; }
  EventBuilder& builder() { return builder_; }
  proto::SyscallEvent& event() { return event_; }  // kept between calls for its buffers
  BackendStats& stats() { return stats_; }

  static constexpr const char* kOwnFilter =
      "a program installed a seccomp filter of its own: calls that it refuses are not seen";
  static constexpr const char* kRewritten =
      "paths changed while calls were made with them: what was really opened is reported";
  static constexpr const char* kUnreadable = "arguments of a process that may not be read";
  static constexpr const char* kHiddenArgument =
      "arguments in memory that nobody but the process itself can read";
  static constexpr const char* kUnknownProcess =
      "a process that cannot be looked up in /proc: its calls are not evaluated";

 private:
  bool MustBeVerified() const;
  void MarkStale(const Entry& entry, const seccomp_data& data, TrackedProcess& process,
                 int64_t result);
  void AnnouncePredictedImage(TrackedProcess& process);
  void DeliverEvent(proto::SyscallEvent& event, proto::Outcome outcome, int64_t result);
  Verdict Ask(proto::SyscallEvent& event, TrackedProcess* process, bool again = false);
  void BuildMore(const Entry& entry, const seccomp_data& data, TrackedProcess& process,
                 uint32_t messages, int64_t result);
  void NoteHidden(int64_t result);
  void CorrectPath(int64_t fd);
  Verdict WantOutcome();

  Sink& sink_;
  const SyscallNumbers numbers_;
  const Outcomes outcomes_;
  const bool verify_paths_;
  const bool created_file_;
  pid_t program_;  // until it has called exec
  const std::shared_ptr<StreamNumbers> stream_;
  ProcessTable table_;
  EventBuilder builder_;
  CreatedFiles created_;
  proto::SyscallEvent event_;
  std::vector<proto::SyscallEvent> more_;  // further messages of the call in event_
  BackendStats stats_;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_CALL_REPORTER_H_
