// SPDX-License-Identifier: Apache-2.0
#include "engine/fields/event_context.h"

#include <asm/ioctls.h>
#include <errno.h>
#include <linux/prctl.h>

#include <limits>
#include <new>
#include <type_traits>

namespace falco_run::engine {

void EventContext::Begin(const proto::SyscallEvent& event) {
  arena_.Reset();
  event_ = &event;
  info_ = &GetEventInfo(event.type());
  if (event.process_id() != process_id_ || table_.generation() != process_generation_) {
    process_id_ = event.process_id();
    process_generation_ = table_.generation();
    process_ = table_.Find(process_id_);
  }
  container_ = nullptr;
  if (process_ != nullptr && process_->info.has_container()) {
    container_ = &process_->info.container();
  } else if (start_.has_container()) {
    container_ = &start_.container();
  }
  outcome_known_ = event.outcome() != proto::OUTCOME_UNKNOWN;
  hypothesis_ = true;
  consulted_ = false;
  changes_ = outcome_known_ ? 0 : ChangesOf(event);
  fd_built_[0] = fd_built_[1] = false;
  names_updated_ = false;
  MoveClock(event);
}

void EventContext::Begin(const proto::AuditEvent& event) {
  audit_event_.set_seq(event.seq());
  audit_event_.set_time_ns(event.time_ns());
  audit_event_.set_outcome(proto::OUTCOME_KNOWN);
  Begin(audit_event_);
  audit_.Begin(event.json());
}

void EventContext::MoveClock(const proto::SyscallEvent& event) {
  if (first_time_ns_ == 0) first_time_ns_ = event.time_ns();
  if (event.seq() != current_seq_ || current_seq_ == 0) {  // not a second look at the same event
    previous_time_ns_ = current_time_ns_ == 0 ? event.time_ns() : current_time_ns_;
    current_time_ns_ = event.time_ns();
    current_seq_ = event.seq();
  }
}

const proto::Argument* EventContext::Arg(proto::Param param) const {
  for (const proto::Argument& a : event_->args()) {
    if (a.param() == param) return &a;
  }
  return nullptr;
}

bool EventContext::Effective() {
  if (outcome_known_) {
    return event_->result() >= 0 ||
           (event_->type() == proto::EVENT_CONNECT && event_->result() == -EINPROGRESS);
  }
  consulted_ = true;
  return hypothesis_;
}

Value EventContext::Result() {
  if (outcome_known_) return Value::Int(event_->result());
  consulted_ = true;
  const proto::EventType type = event_->type();
  if (!hypothesis_) return Value::Range(-4095, -1);
  if (type == proto::EVENT_CONNECT) return Value::Range(-EINPROGRESS, 0);
  if (IsExec(type)) return Value::Int(0);
  if (type == proto::EVENT_DUP2 || type == proto::EVENT_DUP3) {
    if (const proto::Argument* a = Arg(proto::PARAM_NEWFD)) return Value::Int(a->number());
  }
  if (info_->flags & kCreatesFd) return Value::Range(0, std::numeric_limits<int32_t>::max());
  return Value::Range(0, std::numeric_limits<int64_t>::max());
}

bool EventContext::Pending(uint16_t parts) {
  if ((changes_ & parts) == 0) return false;
  consulted_ = true;
  return hypothesis_;
}

const FdView& EventContext::Fd() {
  const int i = outcome_known_ || hypothesis_ ? 0 : 1;
  if (!fd_built_[i]) {
    static_assert(std::is_trivially_destructible_v<FdView>);
    new (&fd_[i]) FdView;  // in place, and not zeroed first as FdView() would be
    BuildFdView(*this, fd_[i]);
    fd_built_[i] = true;
  }
  consulted_ = consulted_ || !outcome_known_;
  return fd_[i];
}

Value EventContext::NamesOf(std::string_view address) {
  if (!names_updated_ && name_source_ != nullptr) name_source_->Update(names_);
  names_updated_ = true;
  return names_.table == nullptr ? HostNameTable::NoNames() : names_.table->NamesOf(address);
}

uint16_t ChangesOf(const proto::SyscallEvent& event) {
  const auto number = [&](proto::Param param) -> int64_t {
    for (const proto::Argument& a : event.args()) {
      if (a.param() == param) return a.number();
    }
    return -1;
  };
  switch (event.type()) {
    case proto::EVENT_EXECVE:
    case proto::EVENT_EXECVEAT:
      return kImage | kComm | kUser | kGroup | kCaps | kThreads | kFds;
    case proto::EVENT_SETUID:
    case proto::EVENT_SETREUID:
    case proto::EVENT_SETRESUID:
      return kUser | kCaps;
    case proto::EVENT_SETGID:
    case proto::EVENT_SETREGID:
    case proto::EVENT_SETRESGID:
      return kGroup;
    case proto::EVENT_CAPSET:
      return kCaps;
    case proto::EVENT_UNSHARE:
    case proto::EVENT_SETNS:
      return kCaps | kUser | kGroup | kCwd;
    case proto::EVENT_CHDIR:
    case proto::EVENT_FCHDIR:
    case proto::EVENT_CHROOT:
      return kCwd;
    case proto::EVENT_SETSID:
      return kSession | kTty;
    case proto::EVENT_SETPGID:
      return kSession;
    case proto::EVENT_IOCTL: {
      const int64_t request = number(proto::PARAM_REQUEST);
      return request == TIOCSCTTY || request == TIOCNOTTY || request < 0 ? kTty : 0;
    }
    case proto::EVENT_PRCTL: {
      const int64_t option = number(proto::PARAM_OPTION);
      return option == PR_SET_NAME || option < 0 ? kComm : 0;
    }
    case proto::EVENT_CLONE:
    case proto::EVENT_CLONE3:
    case proto::EVENT_FORK:
    case proto::EVENT_VFORK:
      return kThreads;
    case proto::EVENT_WRITE:  // to /proc/self/{comm,loginuid}
    case proto::EVENT_WRITEV:
      return 0;
    case proto::EVENT_FCNTL:
    case proto::EVENT_CLOSE_RANGE:
      return kFds;
    case proto::EVENT_SETRLIMIT:
    case proto::EVENT_PRLIMIT:
      return kLimits;
    case proto::EVENT_GENERIC:
      // Names without a value of their own that change identity.
      if (event.name() == "setfsuid" || event.name() == "setgroups") return kUser | kGroup;
      return 0;
    default:
      return GetEventInfo(event.type()).flags & (kCreatesFd | kDestroysFd) ? kFds : 0;
  }
}

}  // namespace falco_run::engine
