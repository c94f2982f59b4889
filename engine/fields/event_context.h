// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FIELDS_EVENT_CONTEXT_H_
#define FALCO_RUN_ENGINE_FIELDS_EVENT_CONTEXT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "engine/events/event_table.h"
#include "engine/fields/arena.h"
#include "engine/fields/audit_view.h"
#include "engine/fields/fd_view.h"
#include "engine/fields/host_name_source.h"
#include "engine/fields/value.h"
#include "engine/state/process_table.h"
#include "proto/record.pb.h"

namespace falco_run::engine {

// Which parts of its own process a successful call changes. Fields that show such a part are
// unknown until the outcome is.
enum Change : uint16_t {
  kImage = 1 << 0,  // exec: comm, exe, args, env, ...
  kComm = 1 << 1,
  kUser = 1 << 2,
  kGroup = 1 << 3,
  kCaps = 1 << 4,
  kCwd = 1 << 5,
  kSession = 1 << 6,  // sid, pgid
  kTty = 1 << 7,
  kThreads = 1 << 8,
  kFds = 1 << 9,
  kLogin = 1 << 10,
  kLimits = 1 << 11,
};

// One event on its way through the rules, and everything fields are read from.
//
// With the outcome unknown, a field is read twice: as if the call succeeded, then as if it
// failed (`SetHypothesis`). Readers that look at the outcome say so by calling Effective(),
// Result() or Pending(); if none was called the second reading is spared.
class EventContext {
 public:
  explicit EventContext(const ProcessTable& table) : table_(table) {}

  // Starts a new event. The event must outlive its evaluation.
  void Begin(const proto::SyscallEvent& event);
  // The same for an event of the Kubernetes audit log; event() has its number and time then.
  void Begin(const proto::AuditEvent& event);
  // An event that nobody looks at: only the clock moves.
  void Pass(const proto::SyscallEvent& event) { MoveClock(event); }

  const proto::SyscallEvent& event() const { return *event_; }
  const EventInfo& info() const { return *info_; }
  // nullptr if it was never announced.
  const ProcessEntry* process() const { return process_; }
  const ProcessTable& table() const { return table_; }
  // The process's container; nullptr on a host.
  const proto::Container* container() const { return container_; }
  bool is_audit() const { return event_ == &audit_event_; }
  // The JSON of an audit event.
  AuditView& audit() { return audit_; }
  Arena& arena() { return arena_; }
  std::string& scratch() {
    scratch_.clear();
    return scratch_;
  }
  // Three more, for arguments.
  std::string& arg_scratch(int i) {
    arg_scratch_[i].clear();
    return arg_scratch_[i];
  }

  // nullptr if the event does not carry it.
  const proto::Argument* Arg(proto::Param param) const;
  // Nobody but the caller can read it (memfd_secret(2)): the call may succeed all the same, and its
  // outcome tells what was meant. `arg` may be nullptr.
  bool MayBeReadLater(const proto::Argument* arg) {
    return arg != nullptr && arg->unreadable() && !outcome_known_ && Effective();
  }
  // What stands for an argument that could not be read.
  Value Unread(const proto::Argument& arg) {
    return MayBeReadLater(&arg) ? Value::Unknown() : Value::Null();
  }

  bool outcome_known() const { return outcome_known_; }
  void SetHypothesis(bool success) { hypothesis_ = success; }
  bool consulted() const { return consulted_; }
  void ClearConsulted() { consulted_ = false; }

  // The call took effect: it succeeded, or is a connect in progress.
  bool Effective();
  // The return value, exactly or as a range.
  Value Result();
  // The call may still change one of `parts` of its process (and this is the reading as if it
  // succeeded).
  bool Pending(uint16_t parts);
  uint16_t changes() const { return changes_; }

  // The descriptor the event is about, as it is after the call.
  const FdView& Fd();
  // The same as if the call succeeded, for readers that find it settled.
  const FdView& FdIfSettled() {
    const bool before = consulted_;
    const FdView& view = Fd();
    consulted_ = before;
    return view;
  }

  void SetHostNames(std::shared_ptr<HostNameSource> names) { name_source_ = std::move(names); }
  // Those of the rules' host names that resolve to the address (HostNameTable::NamesOf). All
  // readings of one event see the same names.
  Value NamesOf(std::string_view address);

  void SetStart(const proto::Start& start) { start_ = start; }
  const proto::Start& start() const { return start_; }
  uint64_t first_time_ns() const { return first_time_ns_; }
  uint64_t previous_time_ns() const { return previous_time_ns_; }

 private:
  void MoveClock(const proto::SyscallEvent& event);

  const ProcessTable& table_;
  proto::Start start_;
  Arena arena_;
  std::string scratch_;
  std::string arg_scratch_[3];
  proto::SyscallEvent audit_event_;  // what an audit event has in common with calls
  AuditView audit_;
  const proto::SyscallEvent* event_ = nullptr;
  const EventInfo* info_ = nullptr;
  const ProcessEntry* process_ = nullptr;
  uint64_t process_id_ = 0;  // `process_` was found for it in this generation of the table
  uint64_t process_generation_ = 0;
  const proto::Container* container_ = nullptr;
  bool outcome_known_ = false;
  bool hypothesis_ = true;
  bool consulted_ = false;
  uint16_t changes_ = 0;
  bool fd_built_[2] = {false, false};
  FdView fd_[2];
  std::shared_ptr<HostNameSource> name_source_;  // may be null
  HostNameSnapshot names_;
  bool names_updated_ = false;  // for this event
  uint64_t current_seq_ = 0;
  uint64_t first_time_ns_ = 0;
  uint64_t previous_time_ns_ = 0;
  uint64_t current_time_ns_ = 0;
};

// What a successful event of this kind changes in its own process.
uint16_t ChangesOf(const proto::SyscallEvent& event);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FIELDS_EVENT_CONTEXT_H_
