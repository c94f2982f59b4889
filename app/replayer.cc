// SPDX-License-Identifier: Apache-2.0
#include "app/replayer.h"

#include <errno.h>

#include <algorithm>
#include <string>
#include <utility>

#include "engine/events/event_table.h"

namespace falco_run::app {
namespace {

// A descriptor that is none of the standard three, which rules ask for.
constexpr int64_t kSomeDescriptor = 3;
constexpr size_t kCommLength = 15;

const proto::Argument* FindArg(const proto::SyscallEvent& event, proto::Param param) {
  for (const auto& arg : event.args()) {
    if (arg.param() == param) return &arg;
  }
  return nullptr;
}

// What the call returns when it works.
int64_t ResultOfSuccess(const proto::SyscallEvent& event) {
  switch (event.type()) {
    case proto::EVENT_CONNECT:
      return -EINPROGRESS;
    case proto::EVENT_DUP2:
    case proto::EVENT_DUP3:
      if (const auto* fd = FindArg(event, proto::PARAM_NEWFD)) return fd->number();
      return kSomeDescriptor;
    default:
      return engine::GetEventInfo(event.type()).flags & engine::kCreatesFd ? kSomeDescriptor : 0;
  }
}

// Whether a process that looks like this is what the exec asked for. Scripts run under the name
// of their file, with arguments of their interpreter.
bool IsImageOf(const proto::SyscallEvent& exec, const proto::Process& process) {
  if (const auto* file = FindArg(exec, proto::PARAM_FILENAME)) {
    const std::string& path = file->path().empty() ? file->text() : file->path();
    if (process.comm() == path.substr(path.rfind('/') + 1).substr(0, kCommLength)) return true;
  }
  const auto* args = FindArg(exec, proto::PARAM_ARGS);
  return args != nullptr && args->list_size() > 0 && process.exe() == args->list(0) &&
         std::equal(args->list().begin() + 1, args->list().end(), process.args().begin(),
                    process.args().end());
}

}  // namespace

void Replayer::Feed(const proto::Record& record) {
  switch (record.body_case()) {
    case proto::Record::kStart:
      sink_.OnStart(record.start());
      break;
    case proto::Record::kProcess:
      sink_.OnProcess(record.process());
      if (!open_execs_.empty()) OnSnapshot(record.process());
      break;
    case proto::Record::kProcessExit:
      open_execs_.erase(record.process_exit().id());
      sink_.OnProcessExit(record.process_exit());
      break;
    case proto::Record::kSyscall:
      OnEvent(record.syscall(), record.outcome_awaited());
      break;
    case proto::Record::kAudit:
      ++counts_.events;
      if (audit_ != nullptr) audit_->OnAudit(record.audit());
      break;
    default:  // newer than we are, or no business of the sink
      break;
  }
}

void Replayer::OnEvent(const proto::SyscallEvent& event, bool outcome_follows) {
  // With --outcomes=always an event is seen once only, with its outcome.
  if (event.outcome() != proto::OUTCOME_UNKNOWN && event.seq() <= last_seq_) {
    if (awaited_.erase(event.seq()) != 0) sink_.OnOutcome(event);
    return;
  }
  last_seq_ = std::max(last_seq_, event.seq());
  ++counts_.events;
  if (sink_.OnSyscall(event) == tracer::Verdict::kContinue) return;
  if (outcome_follows) {
    awaited_.insert(event.seq());
  } else {
    ++counts_.outcomes_not_recorded;
    Assume(event);
  }
}

void Replayer::Assume(const proto::SyscallEvent& event) {
  if (engine::IsExec(event.type())) {
    // After an exec without a known outcome the tracer looks at the process anew.
    open_execs_[event.process_id()] = event;
  } else {
    Deliver(event, ResultOfSuccess(event));
  }
}

void Replayer::OnSnapshot(const proto::Process& process) {
  const auto it = open_execs_.find(process.id());
  if (it == open_execs_.end()) return;
  proto::SyscallEvent exec = std::move(it->second);
  open_execs_.erase(it);
  const int64_t result = IsImageOf(exec, process) ? 0 : -ENOENT;
  Deliver(std::move(exec), result);
}

void Replayer::Deliver(proto::SyscallEvent event, int64_t result) {
  event.set_outcome(proto::OUTCOME_PREDICTED);
  event.set_result(result);
  if (event.name() == "execveat" && event.type() == proto::EVENT_EXECVE) {
    if (result < 0) event.set_type(proto::EVENT_EXECVEAT);
    event.clear_name();
  }
  // As the tracer does: the event's descriptor is the copy.
  if (event.has_fd() && (event.type() == proto::EVENT_DUP || event.type() == proto::EVENT_DUP2 ||
                         event.type() == proto::EVENT_DUP3)) {
    event.mutable_fd()->set_num(result);
  }
  sink_.OnOutcome(event);
}

}  // namespace falco_run::app
