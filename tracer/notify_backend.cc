// SPDX-License-Identifier: Apache-2.0
#include "tracer/notify_backend.h"

#include <errno.h>
#include <linux/audit.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <unordered_map>
#include <utility>

#include "tracer/clock.h"
#include "tracer/decoder.h"
#include "tracer/fd_inspector.h"
#include "tracer/listener.h"
#include "tracer/outcome.h"
#include "tracer/predict.h"
#include "tracer/process_table.h"

namespace falco_run::tracer {
namespace {

constexpr int kI386Socketcall = 102;

class NotifyBackend : public Backend {
 public:
  NotifyBackend(NotifyOptions options, Sink& sink)
      : sink_(sink),
        numbers_(std::move(options.numbers)),
        fd_details_(options.fd_details),
        listener_(std::move(options.listener)),
        outcome_(*options.waiting, std::move(options.on_reaped), [this] { ServeMeanwhile(); }),
        table_(
            options.snapshot_parts, std::move(options.own_pids),
            [this](const proto::Process& p) { sink_.OnProcess(p); },
            [this](const proto::ProcessExit& e) { sink_.OnProcessExit(e); }) {
    listener_.EnableSyncWakeUp();
  }

  void Run() override {
    thread_ = pthread_self();
    running_ = true;
    while (!stop_) {
      const seccomp_notif* n = listener_.Receive();
      if (n != nullptr) {
        std::lock_guard<std::mutex> lock(stats_mutex_);
        Handle(*n);
      } else if (listener_.finished()) {
        break;
      }
    }
    running_ = false;
  }

  void Stop() override {
    stop_ = true;
    // Interrupts a blocked receive; the caller has installed a handler that does nothing.
    if (running_) pthread_kill(thread_, SIGURG);
  }

  BackendStats stats() const override {
    std::lock_guard<std::mutex> lock(stats_mutex_);
    return stats_;
  }

 private:
  // A call whose outcome was asked for while it would have blocked.
  struct Restart {
    int nr;
    uint64_t args[6];
    proto::SyscallEvent event;
  };

  // By value: the listener's buffer is used again by ServeMeanwhile.
  void Handle(const seccomp_notif n) {
    const auto tid = static_cast<pid_t>(n.pid);
    ++stats_.notifications;
    seccomp_data data = n.data;
    const SyscallNumbers::Entry* entry = numbers_.Find(data.arch, data.nr);
    TrackedProcess* process =
        tid > 0 ? table_.Find(tid, entry != nullptr && IsExec(*entry)) : nullptr;
    if (process == nullptr) {
      if (tid <= 0) {
        BlindSpot("a process outside falco-run's pid namespace");
      } else if (listener_.IsValid(n.id)) {
        BlindSpot("a process that cannot be looked up in /proc: its calls are not evaluated");
      }
      Answer(n.id);
      return;
    }
    process->memory.UseThread(tid);
    if (data.arch == AUDIT_ARCH_I386 && data.nr == kI386Socketcall) {
      UnpackSocketcall(process->memory, data);
      entry = numbers_.Find(data.arch, data.nr);
    }
    if (entry == nullptr) {
      Answer(n.id);
      return;
    }
    if (!restarts_.empty() && FinishRestart(n, *entry, *process)) return;
    NoteState(*entry, data, *process);
    if (entry->exit_group) table_.OnExitGroup(*process, NowNs());
    if (!entry->report) {
      LetRun(n, *entry, *process);
      return;
    }
    Report(n, data, *entry, *process);
  }

  // The call whose outcome is being taken takes long: it may wait for others of the tree, so
  // these are answered. Theirs are predicted.
  void ServeMeanwhile() {
    proto::SyscallEvent kept;
    kept.Swap(&event_);
    taking_ = true;
    // Not for ever: the call may have returned meanwhile. The timer brings us back.
    constexpr uint64_t kRoundNs = 15'000'000;
    const uint64_t begin = ReadClockNs(CLOCK_MONOTONIC);
    while (!stop_ && ReadClockNs(CLOCK_MONOTONIC) - begin < kRoundNs && listener_.Pending()) {
      if (const seccomp_notif* n = listener_.Receive()) Handle(*n);
    }
    taking_ = false;
    event_.Swap(&kept);
  }

  void Report(const seccomp_notif& n, const seccomp_data& data, const SyscallNumbers::Entry& entry,
              TrackedProcess& process) {
    const auto tid = static_cast<pid_t>(n.pid);
    const bool first_read = !process.memory.is_open();
    const bool may_block = BuildEvent(tid, data, entry, process);
    if (first_read && process.memory.is_open()) table_.OnMemoryOpened(process);
    // Files of /proc were opened by number: make sure that it still was the caller's.
    if (first_read && !listener_.IsValid(n.id)) {
      ++stats_.vanished;
      return;
    }
    event_.set_seq(++stats_.events);
    const Verdict verdict = sink_.OnSyscall(event_);
    if (verdict == Verdict::kContinue) {
      LetRun(n, entry, process);
      return;
    }
    if (may_block) {
      Deliver(proto::OUTCOME_PREDICTED, PredictResult(tid, event_));
      Answer(n.id);
      return;
    }
    TakeOutcome(n, entry, process);
  }

  // Nothing is left to learn from the call.
  void LetRun(const seccomp_notif& n, const SyscallNumbers::Entry& entry, TrackedProcess& process) {
    if (IsExec(entry)) ForgetImage(process);
    // A debugger must not come upon a task that we trace for a moment: it has attached before
    // we look at the next call.
    if (entry.attaches && IsAttach(n.data) && !taking_) {
      const auto tid = static_cast<pid_t>(n.pid);
      const auto result = outcome_.Take(listener_, n.id, tid, false, nullptr);
      if (result.status != OutcomeTaker::Status::kUnavailable) return;
    }
    Answer(n.id);
  }

  // Fills event_. Returns whether the call may block in a way that must not be disturbed.
  bool BuildEvent(pid_t tid, const seccomp_data& data, const SyscallNumbers::Entry& entry,
                  TrackedProcess& process) {
    event_.Clear();
    event_.set_time_ns(NowNs());
    event_.set_process_id(process.snapshot.id());
    event_.set_tid(tid);
    event_.set_nr(static_cast<uint32_t>(data.nr));
    event_.set_arch(data.arch);
    if (entry.spec == nullptr) {
      event_.set_type(proto::EVENT_GENERIC);
      event_.set_name(entry.name);
      for (const uint64_t arg : data.args) event_.add_raw_args(arg);
      return true;
    }
    // What succeeds is reported as execve whatever the call; a failure names the call.
    event_.set_type(entry.type);
    if (entry.type == proto::EVENT_EXECVEAT) {
      event_.set_type(proto::EVENT_EXECVE);
      event_.set_name(entry.name);
    }
    if (!decoder_.Decode(*entry.spec, {data, tid, process.memory}, event_)) {
      BlindSpot("arguments of a process that may not be read");
    }
    bool may_block = entry.spec->outcome == OutcomeKind::kMayBlock;
    const int reg = entry.spec->fd_reg;
    if (reg >= 0 && (fd_details_ || may_block)) {
      InspectDescriptor(process.pid, static_cast<int>(data.args[reg]), *event_.mutable_fd(),
                        may_block);
      if (entry.type == proto::EVENT_CONNECT) FillConnection();
    }
    return may_block;
  }

  // The socket as it will be when the connect is under way.
  void FillConnection() {
    auto& fd = *event_.mutable_fd();
    for (const auto& arg : event_.args()) {
      if (arg.param() != proto::PARAM_ADDR || !arg.has_address()) continue;
      const bool changed = !fd.has_peer() || fd.peer().ip() != arg.address().ip() ||
                           fd.peer().port() != arg.address().port();
      *fd.mutable_peer() = arg.address();
      fd.set_name_changed(changed);
    }
    if (fd.role() == proto::FileDescriptor::NONE) fd.set_role(proto::FileDescriptor::CLIENT);
    fd.set_connected(true);
  }

  void TakeOutcome(const seccomp_notif& n, const SyscallNumbers::Entry& entry,
                   TrackedProcess& process) {
    const auto tid = static_cast<pid_t>(n.pid);
    const bool is_exec = IsExec(entry);
    if (taking_) {
      Predict(n, entry, process);
      return;
    }
    ++stats_.outcomes;
    const auto result =
        outcome_.Take(listener_, n.id, tid, is_exec, [&](pid_t) { table_.RefreshImage(process); });
    using Status = OutcomeTaker::Status;
    switch (result.status) {
      case Status::kExecuted:
        Deliver(proto::OUTCOME_KNOWN, 0);
        return;
      case Status::kKnown:
        if (is_exec && result.result < 0) {
          event_.set_type(entry.type);
          table_.Refresh(process);  // a new child was described by what it inherited
        }
        if (entry.changes_ids && result.result == 0) process.stale_ids = true;
        Deliver(proto::OUTCOME_KNOWN, result.result);
        return;
      case Status::kRestarting: {
        Restart& restart = restarts_[tid];
        restart.nr = n.data.nr;
        std::copy(std::begin(n.data.args), std::end(n.data.args), restart.args);
        restart.event = event_;
        return;
      }
      case Status::kUnavailable:
        Predict(n, entry, process);
        return;
      case Status::kEnded:
        // What it did to files or to others stays done. An exec did nothing.
        if (is_exec) break;
        Deliver(proto::OUTCOME_PREDICTED, PredictResult(tid, event_));
        return;
      case Status::kGone:
        break;
    }
    ++stats_.vanished;
  }

  // The outcome cannot be seen (the caller is traced by somebody else, or of another user).
  void Predict(const seccomp_notif& n, const SyscallNumbers::Entry& entry,
               TrackedProcess& process) {
    const auto tid = static_cast<pid_t>(n.pid);
    // While a call of the tree is waited for, it may be its file system that we would ask.
    const int64_t result = PredictResult(tid, event_, /*look=*/!taking_);
    if (IsExec(entry)) {
      table_.Refresh(process);
      if (result == 0) {
        AnnouncePredictedImage(process);
      } else {
        event_.set_type(entry.type);
      }
      ForgetImage(process);
    }
    Deliver(proto::OUTCOME_PREDICTED, result);
    Answer(n.id);
  }

  // Shows the image that an exec asks for, until the real one can be read.
  void AnnouncePredictedImage(TrackedProcess& process) {
    proto::Process p = process.snapshot;
    for (const auto& arg : event_.args()) {
      if (arg.param() == proto::PARAM_FILENAME) {
        const std::string& path = arg.path();
        p.set_exe_path(path);
        p.set_comm(path.substr(path.rfind('/') + 1).substr(0, 15));
      } else if (arg.param() == proto::PARAM_ARGS) {
        p.clear_args();
        p.set_exe(arg.list_size() > 0 ? arg.list(0) : "");
        for (int i = 1; i < arg.list_size(); ++i) p.add_args(arg.list(i));
      }
    }
    sink_.OnProcess(p);
  }

  // True when `n` is the second notification of a call that was started again.
  bool FinishRestart(const seccomp_notif& n, const SyscallNumbers::Entry& entry,
                     TrackedProcess& process) {
    const auto tid = static_cast<pid_t>(n.pid);
    const auto it = restarts_.find(tid);
    if (it == restarts_.end()) return false;
    const bool same = it->second.nr == n.data.nr &&
                      std::equal(std::begin(n.data.args), std::end(n.data.args), it->second.args);
    event_ = it->second.event;
    restarts_.erase(it);
    if (!same) {
      // A signal handler ran instead: the call has returned EINTR.
      Deliver(proto::OUTCOME_KNOWN, -EINTR);
      return false;
    }
    Predict(n, entry, process);
    return true;
  }

  void Deliver(proto::Outcome outcome, int64_t result) {
    if (outcome == proto::OUTCOME_PREDICTED) ++stats_.predicted;
    event_.set_outcome(outcome);
    event_.set_result(result);
    if (event_.type() != proto::EVENT_GENERIC) event_.clear_name();
    // The event's descriptor is the copy.
    if (result >= 0 && (event_.type() == proto::EVENT_DUP || event_.type() == proto::EVENT_DUP2 ||
                        event_.type() == proto::EVENT_DUP3)) {
      event_.mutable_fd()->set_num(result);
    }
    sink_.OnOutcome(event_);
  }

  void NoteState(const SyscallNumbers::Entry& entry, const seccomp_data& data,
                 TrackedProcess& process) {
    if (entry.set_name) {
      const auto option = static_cast<int>(data.args[0]);
      if (option == PR_SET_NAME) process.stale_comm = true;
      if (option == PR_SET_SECCOMP) BlindSpot(kOwnFilter);
    }
    // Whether it works is not known yet; the next event reads the ids again.
    if (entry.changes_ids) process.stale_ids = true;
    if (entry.changes_cwd) process.stale_cwd = true;
    if (entry.seccomp) BlindSpot(kOwnFilter);
    if (entry.io_uring)
      BlindSpot("io_uring in use: file and network calls through it are not seen");
  }

  static bool IsExec(const SyscallNumbers::Entry& entry) {
    return entry.spec != nullptr && entry.spec->outcome == OutcomeKind::kExec;
  }

  static bool IsAttach(const seccomp_data& data) {
    const auto request = static_cast<int>(data.args[0]);
    return request == PTRACE_ATTACH || request == PTRACE_SEIZE;
  }

  // The address space is about to be replaced.
  static void ForgetImage(TrackedProcess& process) {
    process.memory.Reset();
    process.stale_image = true;
  }

  void Answer(uint64_t id) {
    if (!listener_.Continue(id)) ++stats_.vanished;
  }

  void BlindSpot(const char* sentence) { ++stats_.blind_spots[sentence]; }

  static constexpr const char* kOwnFilter =
      "a program installed a seccomp filter of its own: calls that it refuses are not seen";

  Sink& sink_;
  const SyscallNumbers numbers_;
  const bool fd_details_;
  Listener listener_;
  OutcomeTaker outcome_;
  ProcessTable table_;
  Decoder decoder_;
  proto::SyscallEvent event_;  // kept between events for its buffers
  bool taking_ = false;        // within OutcomeTaker::Take
  std::unordered_map<pid_t, Restart> restarts_;

  mutable std::mutex stats_mutex_;
  BackendStats stats_;
  std::atomic<bool> stop_{false};
  std::atomic<bool> running_{false};
  pthread_t thread_{};
};

}  // namespace

std::unique_ptr<Backend> MakeNotifyBackend(NotifyOptions options, Sink& sink) {
  return std::make_unique<NotifyBackend>(std::move(options), sink);
}

}  // namespace falco_run::tracer
