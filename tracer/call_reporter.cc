// SPDX-License-Identifier: Apache-2.0
#include "tracer/call_reporter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "tracer/clock.h"
#include "tracer/fd_inspector.h"
#include "tracer/find_argument.h"
#include "tracer/initial_stack.h"
#include "tracer/opened_file.h"
#include "tracer/predict.h"
#include "tracer/proc_file.h"

namespace falco_run::tracer {
namespace {

constexpr int kI386Socketcall = 102;

// Which descriptor the call replaces, if it is known; -1 at the entry of dup(2).
int Replaces(proto::EventType type, const seccomp_data& data, int64_t result) {
  if (type == proto::EVENT_DUP) return static_cast<int>(result);
  if (type != proto::EVENT_DUP2 && type != proto::EVENT_DUP3) return -1;
  return static_cast<int>(data.args[1]);
}

// Whether it can write /proc/PID/loginuid, which no other call tells.
bool OpensLoginUid(const proto::SyscallEvent& event) {
  const proto::Argument* name = FindArgument(event, proto::PARAM_NAME);
  if (name == nullptr || !name->path().ends_with("/loginuid")) return false;
  const proto::Argument* flags = FindArgument(event, proto::PARAM_FLAGS);
  return flags != nullptr && (flags->number() & O_ACCMODE) != O_RDONLY;
}

bool IsTerminalChange(uint64_t request) { return request == TIOCSCTTY || request == TIOCNOTTY; }

}  // namespace

CallReporter::CallReporter(WatchOptions options, Sink& sink)
    : sink_(sink),
      numbers_(std::move(options.numbers)),
      outcomes_(options.outcomes),
      verify_paths_(options.verify_paths),
      created_file_(options.created_file),
      program_(options.program),
      stream_(std::move(options.stream)),
      table_(
          options.snapshot_parts, options.process_when_asked, std::move(options.own_pids), stream_,
          [this](const proto::Process& p) { sink_.OnProcess(p); },
          [this](const proto::ProcessExit& e) { sink_.OnProcessExit(e); }),
      builder_(options) {
  table_.Restore(options.known);
}

const CallReporter::Entry* CallReporter::Find(seccomp_data& data, RemoteMemory& memory) const {
  if (data.arch == AUDIT_ARCH_I386 && data.nr == kI386Socketcall) UnpackSocketcall(memory, data);
  return numbers_.Find(data.arch, data.nr);
}

bool CallReporter::HasStarted(pid_t tid, const Entry& entry) {
  if (tid == program_ && IsExec(entry)) program_ = 0;
  return tid != program_;
}

void CallReporter::NoteState(const Entry& entry, const seccomp_data& data,
                             TrackedProcess& process) {
  // Whether it works is not known yet; the next event reads again what it is about.
  MarkStale(entry, data, process, /*result=*/-1);
  if (entry.io_uring) BlindSpot("io_uring in use: file and network calls through it are not seen");
}

void CallReporter::MarkStale(const Entry& entry, const seccomp_data& data, TrackedProcess& process,
                             int64_t result) {
  process.stale_usage = table_.reads_usage();
  if (entry.set_name && static_cast<int>(data.args[0]) == PR_SET_NAME) process.stale_comm = true;
  if (entry.changes_ids) process.stale_ids = true;
  if (entry.changes_cwd) process.stale_cwd = true;
  if (table_.ReadsStdio(Replaces(entry.type, data, result))) process.stale_stdio = true;
  if (!entry.changes_session) return;
  if (entry.type == proto::EVENT_IOCTL && !IsTerminalChange(data.args[1])) return;
  process.stale_session = true;
  // setpgid(2) may name another, as the caller's pid namespace has it, which mostly is ours.
  const auto named = static_cast<pid_t>(data.args[0]);
  if (entry.type != proto::EVENT_SETPGID || named == 0) return;
  if (TrackedProcess* const other = table_.Known(named)) other->stale_session = true;
}

Verdict CallReporter::Show(const Entry& entry, const seccomp_data& data, TrackedProcess& process) {
  if (const auto vtid = table_.VirtualTid(event_.tid(), process)) event_.set_vtid(*vtid);
  if (Opens(entry.type) && OpensLoginUid(event_)) {
    table_.NoteLoginUidOpened();
    process.stale_ids = true;
  }
  if (outcomes_ == Outcomes::kAlways || MustBeVerified() ||
      EventBuilder::MessagesOf(data, entry) > 1) {
    builder_.AddDescriptor(data, entry, process, event_);
    return WantOutcome();
  }
  event_.set_seq(++stream_->event);
  ++stats_.events;
  Verdict verdict = Ask(event_, &process);
  if (verdict == Verdict::kNeedDescriptor) {
    builder_.AddDescriptor(data, entry, process, event_);
    verdict = Ask(event_, &process);
  }
  if (verdict != Verdict::kContinue) return WantOutcome();
  builder_.NotePeer(event_);
  return verdict;
}

// Shows an event to the sink, `again`: with its outcome. `process`: its own; nullptr if it is not
// known any more.
Verdict CallReporter::Ask(proto::SyscallEvent& event, TrackedProcess* process, bool again) {
  event.set_process_left_out(process != nullptr && process->left_out);
  const auto ask = [&] { return again ? sink_.OnOutcome(event) : sink_.OnSyscall(event); };
  const Verdict verdict = ask();
  if (verdict != Verdict::kNeedProcess) return verdict;
  if (process != nullptr) table_.ReadLeftOut(*process);
  event.clear_process_left_out();
  return ask();
}

// The caller still stands at the entry.
Verdict CallReporter::WantOutcome() {
  if (created_file_ && Opens(event_.type()) && outcomes_ != Outcomes::kNever) {
    created_.LookBefore(event_);
  }
  return Verdict::kNeedOutcome;
}

bool CallReporter::LeavesNothing(const proto::SyscallEvent& event) {
  if (!Opens(event.type()) || event.type() == proto::EVENT_CREAT) return false;
  const proto::Argument* flags = FindArgument(event, proto::PARAM_FLAGS);
  return flags == nullptr || (flags->number() & (O_CREAT | O_TRUNC)) == 0;
}

bool CallReporter::MustBeVerified() const {
  return verify_paths_ && event_.trust() == proto::TRUST_RACY && Opens(event_.type());
}

void CallReporter::Deliver(proto::Outcome outcome, int64_t result) {
  if (outcome == proto::OUTCOME_PREDICTED) ++stats_.predicted;
  DeliverEvent(event_, outcome, result);
  for (proto::SyscallEvent& event : more_) {
    builder_.CompletePeer(event);
    DeliverEvent(event, outcome, result);
  }
  more_.clear();
}

void CallReporter::DeliverEvent(proto::SyscallEvent& event, proto::Outcome outcome,
                                int64_t result) {
  event.set_outcome(outcome);
  event.set_result(result);
  if (event.type() != proto::EVENT_GENERIC) event.clear_name();
  // The event's descriptor is the copy.
  if (result >= 0 && (event.type() == proto::EVENT_DUP || event.type() == proto::EVENT_DUP2 ||
                      event.type() == proto::EVENT_DUP3)) {
    event.mutable_fd()->set_num(result);
  }
  const bool again = WasShown(event);
  if (!again) {
    event.set_seq(++stream_->event);
    ++stats_.events;
  }
  Ask(event, table_.Known(event.tid(), event.process_id()), again);
  if (result >= 0 || result == -EINPROGRESS) builder_.NoteDone(event);
}

void CallReporter::Predict(pid_t tid, const Entry& entry, const seccomp_data& data,
                           TrackedProcess& process, bool look) {
  const int64_t result = PredictResult(tid, event_, look);
  if (IsExec(entry)) {
    table_.Refresh(process);
    if (result == 0) {
      table_.ReadLeftOut(process);
      AnnouncePredictedImage(process);
    } else {
      event_.set_type(entry.type);
    }
    ForgetImage(process);
  }
  // What will have been received is not known.
  if (entry.type == proto::EVENT_SENDMMSG) {
    BuildMore(entry, data, process, EventBuilder::MessagesOf(data, entry), -1);
  }
  Deliver(proto::OUTCOME_PREDICTED, result);
}

void CallReporter::Complete(const Entry& entry, const seccomp_data& data, TrackedProcess& process,
                            int64_t result) {
  if (IsExec(entry)) {
    if (result < 0) event_.set_type(entry.type);
    table_.Refresh(process);  // a new child was described by what it inherited
    return;
  }
  process.memory.UseThread(event_.tid());  // others have called meanwhile
  builder_.Complete(data, entry, process, result, event_);
  if (Opens(entry.type) && result >= 0) {
    CorrectPath(result);
    if (created_file_) created_.LookAfter(result, event_);
  }
  NoteHidden(result);
  const uint32_t messages = EventBuilder::MessagesOf(data, entry);
  if (result > 1 && messages > 1) {
    BuildMore(entry, data, process, static_cast<uint32_t>(std::min<int64_t>(messages, result)),
              result);
  }
  if (result >= 0) {  // rules see what the call has changed
    MarkStale(entry, data, process, result);
    table_.Refresh(process);
  }
  if (entry.changes_ids && result == 0) process.stale_ids = true;
}

// A call that has worked with what we could not read.
void CallReporter::NoteHidden(int64_t result) {
  if (result < 0 && result != -EINPROGRESS) return;
  const auto& args = event_.args();
  if (std::any_of(args.begin(), args.end(), [](const auto& arg) { return arg.unreadable(); })) {
    BlindSpot(kHiddenArgument);
  }
}

// The path was read before the kernel read it.
void CallReporter::CorrectPath(int64_t fd) {
  for (proto::Argument& arg : *event_.mutable_args()) {
    if (arg.unreadable() && arg.param() == proto::PARAM_FLAGS) {
      arg.set_number(ReadDescriptorFlags(event_.tid(), static_cast<int>(fd)));
      arg.set_unreadable(false);
    }
    if (arg.param() != proto::PARAM_NAME) continue;
    if (arg.unreadable() || !arg.path().starts_with('/')) {
      const std::string link = ReadProcLink(event_.tid(), ("fd/" + std::to_string(fd)).c_str());
      if (link.empty()) continue;
      if (arg.unreadable()) arg.set_text(link);
      arg.set_path(link);
      arg.set_unreadable(false);
      continue;
    }
    if (const auto other = OpenedInstead(event_.tid(), fd, arg.path())) {
      arg.set_path(*other);
      BlindSpot(kRewritten);
    }
  }
  if (event_.trust() != proto::TRUST_UNKNOWN) event_.set_trust(proto::TRUST_KERNEL);
}

void CallReporter::BuildMore(const Entry& entry, const seccomp_data& data, TrackedProcess& process,
                             uint32_t messages, int64_t result) {
  for (uint32_t i = 1; i < messages; ++i) {
    builder_.BuildMessage(i, event_, data, entry, process, result, more_.emplace_back());
  }
}

// Shows the image that an exec asks for, until the real one can be read.
void CallReporter::AnnouncePredictedImage(TrackedProcess& process) {
  proto::Process p = process.snapshot;
  for (const auto& arg : event_.args()) {
    if (arg.param() == proto::PARAM_FILENAME) {
      const std::string& path = arg.path();
      p.set_exe_path(path);
      const std::string_view name = NameByPath(path);
      p.set_comm(name.data(), name.size());
    } else if (arg.param() == proto::PARAM_ARGS) {
      p.clear_args();
      p.set_exe(arg.list_size() > 0 ? arg.list(0) : "");
      for (int i = 1; i < arg.list_size(); ++i) p.add_args(arg.list(i));
    }
  }
  sink_.OnProcess(p);
}

void CallReporter::ShowFound(TrackedProcess& process) {
  const proto::Process& p = process.snapshot;
  event_.Clear();
  event_.set_time_ns(NowNs());
  event_.set_process_id(p.id());
  event_.set_tid(process.pid);
  event_.set_type(proto::EVENT_EXECVE);
  proto::Argument& file = *event_.add_args();
  file.set_param(proto::PARAM_FILENAME);
  file.set_text(p.exe_path());
  file.set_path(p.exe_path());
  proto::Argument& args = *event_.add_args();
  args.set_param(proto::PARAM_ARGS);
  args.add_list(p.exe());
  for (const std::string& arg : p.args()) args.add_list(arg);
  event_.set_outcome(proto::OUTCOME_KNOWN);
  event_.set_result(0);
  event_.set_seq(++stream_->event);
  ++stats_.events;
  Ask(event_, &process);
}

}  // namespace falco_run::tracer
