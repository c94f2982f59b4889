// SPDX-License-Identifier: Apache-2.0
#include "tracer/notify_backend.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ptrace.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tracer/call_follower.h"
#include "tracer/call_reporter.h"
#include "tracer/clock.h"
#include "tracer/file_servers.h"
#include "tracer/listener.h"
#include "tracer/outcome.h"
#include "tracer/predict.h"
#include "tracer/wait_of.h"

namespace falco_run::tracer {
namespace {

class NotifyBackend : public Backend {
 public:
  NotifyBackend(NotifyOptions options, Sink& sink)
      : reporter_(std::move(options.watch), sink),
        on_reaped_(std::move(options.on_reaped)),
        on_round_(std::move(options.on_round)),
        log_(options.log),
        listener_(std::move(options.listener), options.log),
        outcome_(*options.waiting,
                 {.on_reaped = on_reaped_,
                  .meanwhile = [this] { ServeMeanwhile(); },
                  .told = [this] { return TakeStatus(); },
                  .on_other = [this](pid_t tid, int status) { return OnOther(tid, status); },
                  .on_dying = [this](pid_t tid) { follower_.NoteDying(tid); }}),
        follower_(*options.waiting,
                  {.on_return = [this](pid_t tid, int64_t result) { OnReturn(tid, result); },
                   .on_again = [this](pid_t tid) { OnAgain(tid); },
                   .on_gone = [this](pid_t tid) { OnGone(tid); },
                   .on_halted = std::move(options.on_halted),
                   .on_reaped = on_reaped_}) {
    listener_.EnableSyncWakeUp();
  }

  void Run() override {
    thread_ = pthread_self();
    running_ = true;
    while (!stop_) {
      // In this order: OnChildSignal looks at them in the other.
      following_ = !follower_.empty();
      if (child_signal_ && child_signal_.exchange(false)) {
        std::lock_guard<std::mutex> lock(stats_mutex_);
        ServeStops();
        following_ = !follower_.empty();
      }
      const seccomp_notif* n = listener_.Receive();
      if (n != nullptr) {
        std::lock_guard<std::mutex> lock(stats_mutex_);
        Handle(*n);
        while (!held_.empty()) TakeHeld();
        if (++in_round_ == 0) on_round_();
      } else if (listener_.finished()) {
        break;
      }
    }
    running_ = false;
  }

  void Stop() override {
    stop_ = true;
    Wake();
  }

  void OnChildSignal() override {
    child_signal_ = true;
    if (following_) Wake();
  }

  bool NeedsWaking() override {
    if (!child_signal_ || !following_) return false;
    Wake();
    return true;
  }

  void OnChildStatus(pid_t pid, int status) override {
    {
      std::lock_guard<std::mutex> lock(statuses_mutex_);
      statuses_.emplace_back(pid, status);
    }
    child_signal_ = true;
    Wake();
  }

  std::vector<pid_t> Processes() const override { return table_.Callers(); }

  uint64_t Unfinished() const override { return pending_.size(); }
  std::vector<proto::Process> Snapshots() const override { return table_.Snapshots(); }

  BackendStats stats() const override {
    std::lock_guard<std::mutex> lock(stats_mutex_);
    return stats_;
  }

 private:
  using Entry = SyscallNumbers::Entry;

  // A call whose outcome is waited for.
  struct PendingCall {
    const Entry* entry;
    seccomp_data data;  // of a socketcall: what it stands for
    int nr;             // as notified
    uint64_t args[6];
    bool wanted;         // the sink waits for it
    bool again = false;  // it will be notified again as if it were new
    proto::SyscallEvent event;
  };

  // An exec whose turn has not come.
  struct HeldExec {
    seccomp_notif notification;
    seccomp_data data;
    const Entry* entry;
    proto::SyscallEvent event;
    uint64_t since_ns;
  };
  static constexpr uint64_t kHoldNs = 200'000'000;

  // Interrupts a blocked receive; the caller has installed a handler that does nothing.
  void Wake() {
    if (running_) pthread_kill(thread_, SIGURG);
  }

  // By value: the listener's buffer is used again by ServeMeanwhile.
  void Handle(const seccomp_notif n) {
    const auto tid = static_cast<pid_t>(n.pid);
    ++stats_.notifications;
    if (!pending_.empty() && follower_.Follows(tid)) {
      if (follower_.Enters(tid, n.data.nr)) {
        Answer(n.id);
        return;
      }
      follower_.Forget(tid);
    }
    seccomp_data data = n.data;
    const Entry* entry = reporter_.FindNumber(data);
    TrackedProcess* process =
        tid > 0 ? table_.Find(tid, entry != nullptr && IsExec(*entry)) : nullptr;
    if (process == nullptr) {
      if (tid <= 0) {
        reporter_.BlindSpot("a process outside falco-run's pid namespace");
      } else if (listener_.IsValid(n.id)) {
        reporter_.BlindSpot(CallReporter::kUnknownProcess);
      }
      Answer(n.id);
      return;
    }
    process->memory.UseThread(tid);
    entry = reporter_.Find(data, process->memory);
    if (!StillThere(n, *process)) return;
    std::erase(process->execs, tid);
    if (entry == nullptr || !reporter_.HasStarted(tid, *entry)) {
      Answer(n.id);
      return;
    }
    if (entry->changes_mounts) servers_.NoteMount(tid, entry->type == proto::EVENT_SETNS);
    if (IsExec(*entry)) NoteExec(tid, *process);
    if (!pending_.empty() && GoOn(n, *process)) return;
    reporter_.NoteState(*entry, data, *process);
    if (CallReporter::InstallsFilter(*entry, data)) reporter_.BlindSpot(CallReporter::kOwnFilter);
    if (entry->exit_group) {
      table_.OnExitGroup(*process, NowNs());
      ForgetInterrupted(process->snapshot.id());
    }
    if (!entry->report) {
      LetRun(n, *entry, *process);
      return;
    }
    if (!builder_.Build(tid, data, *entry, *process, event_)) {
      reporter_.BlindSpot(CallReporter::kUnreadable);
    }
    if (!StillThere(n, *process)) return;
    if (!interrupted_.empty() && IsRepeat(tid)) {
      if (IsExec(*entry)) CallReporter::ForgetImage(*process);
      if (Answer(n.id)) interrupted_.erase(tid);
      return;
    }
    Report(n, data, *entry, *process);
  }

  // What other threads of the process are about will not go on, if it succeeds.
  void NoteExec(pid_t tid, TrackedProcess& process) {
    process.execs.push_back(tid);
    if (tid != process.pid) follower_.Doubt(process.pid);
    if (interrupted_.empty()) return;
    std::erase_if(interrupted_, [&](const auto& i) {
      return i.first != tid && i.second.process_id() == process.snapshot.id();
    });
  }

  // ptrace(PTRACE_SEIZE) waits for an exec in the same process to end, and that waits until we have
  // taken the ends of the threads which we trace. It does not begin before we have answered.
  static bool ExecsMeanwhile(pid_t tid, TrackedProcess& process) {
    std::erase_if(process.execs, [&](pid_t t) { return !ThreadExists(process.pid, t); });
    return std::any_of(process.execs.begin(), process.execs.end(),
                       [tid](pid_t t) { return t != tid; });
  }

  // Memory is looked up by number: makes sure that it still was the caller's.
  bool StillThere(const seccomp_notif& n, TrackedProcess& process) {
    if (!process.memory.TakeLookedUp()) return true;
    table_.OnMemoryOpened(process);
    if (listener_.IsValid(n.id)) return true;
    ++stats_.vanished;
    return false;
  }

  // The call whose outcome is being taken takes long: it may wait for others of the tree, so
  // these are answered.
  void ServeMeanwhile() {
    // Others may want to wait for children, and to read the counters.
    stats_mutex_.unlock();
    constexpr timespec kPause = {0, 200'000};
    nanosleep(&kPause, nullptr);
    stats_mutex_.lock();
    proto::SyscallEvent kept;
    kept.Swap(&event_);
    taking_ = true;
    // Also when we are to stop: that has to wait for the call. Not for ever: the call may have
    // returned meanwhile. The timer brings us back.
    constexpr uint64_t kRoundNs = 15'000'000;
    const uint64_t begin = ReadClockNs(CLOCK_MONOTONIC);
    while (ReadClockNs(CLOCK_MONOTONIC) - begin < kRoundNs && listener_.Pending()) {
      if (const seccomp_notif* n = listener_.Receive()) Handle(*n);
    }
    // The call that takes so long may wait for the program that one of them starts.
    while (!held_.empty() && ReadClockNs(CLOCK_MONOTONIC) - held_.front().since_ns > kHoldNs) {
      Unhold([&](const HeldExec& held, TrackedProcess& process) {
        Predict(held.notification, held.data, *held.entry, process);
      });
    }
    taking_ = false;
    event_.Swap(&kept);
  }

  // An exec while another call's outcome is being taken: it waits for its turn.
  void Hold(const seccomp_notif& n, const seccomp_data& data, const Entry& entry,
            TrackedProcess& process) {
    if (held_.size() >= NotificationLog::kMostHeld) {
      Predict(n, data, entry, process);
      return;
    }
    held_.push_back({n, data, &entry, event_, ReadClockNs(CLOCK_MONOTONIC)});
    if (log_ != nullptr) log_->Hold(n.id);
  }

  void TakeHeld() {
    Unhold([this](const HeldExec& held, TrackedProcess& process) {
      TakeOutcome(held.notification, held.data, *held.entry, process);
    });
  }

  // Goes on with the oldest.
  template <typename F>
  void Unhold(F go_on) {
    const HeldExec held = std::move(held_.front());
    held_.pop_front();
    const uint64_t id = held.notification.id;
    const auto tid = static_cast<pid_t>(held.notification.pid);
    if (!listener_.IsValid(id)) {
      ++stats_.vanished;
    } else if (TrackedProcess* const process = table_.Find(tid, /*about_to_exec=*/true)) {
      event_ = held.event;
      go_on(held, *process);
    } else {
      Answer(id);
    }
    if (log_ != nullptr) log_->Release(id);
  }

  // A followed thread has stopped while another's outcome is being taken.
  bool OnOther(pid_t tid, int status) {
    proto::SyscallEvent kept;
    kept.Swap(&event_);
    const bool ours = follower_.HandleStatus(tid, status);
    event_.Swap(&kept);
    return ours;
  }

  std::optional<std::pair<pid_t, int>> TakeStatus() {
    std::lock_guard<std::mutex> lock(statuses_mutex_);
    if (statuses_.empty()) return std::nullopt;
    const auto first = statuses_.front();
    statuses_.erase(statuses_.begin());
    return first;
  }

  // Looks after followed threads.
  void ServeStops() {
    std::vector<std::pair<pid_t, int>> statuses;
    {
      std::lock_guard<std::mutex> lock(statuses_mutex_);
      statuses.swap(statuses_);
    }
    for (const auto& [pid, status] : statuses) follower_.HandleStatus(pid, status);
    follower_.Poll();
  }

  void Report(const seccomp_notif& n, const seccomp_data& data, const Entry& entry,
              TrackedProcess& process) {
    if (reporter_.Show(entry, data, process) == Verdict::kContinue) {
      LetRun(n, entry, process);
    } else if (reporter_.outcomes() == Outcomes::kNever ||
               ExecsMeanwhile(static_cast<pid_t>(n.pid), process)) {
      Predict(n, data, entry, process);
    } else {
      FindOutcome(n, data, entry, process);
    }
  }

  void FindOutcome(const seccomp_notif& n, const seccomp_data& data, const Entry& entry,
                   TrackedProcess& process) {
    if (entry.attaches) {
      // A task has one tracer.
      if (static_cast<int>(data.args[0]) == PTRACE_TRACEME) {
        Predict(n, data, entry, process);
        return;
      }
      if (IsAttach(data)) ReleaseTarget(process, static_cast<pid_t>(data.args[1]));
    }
    const OutcomeKind kind = entry.spec == nullptr ? OutcomeKind::kWhole : entry.spec->outcome;
    // What is about to be attached to must not be traced by us.
    if (attaching_ && kind != OutcomeKind::kExec) {
      Predict(n, data, entry, process);
      return;
    }
    bool follow = kind == OutcomeKind::kWhole;
    if (kind == OutcomeKind::kImmediate && MayBeServed(static_cast<pid_t>(n.pid))) follow = true;
    if (kind == OutcomeKind::kByDescriptor) {
      const Wait wait = WaitOf(*entry.spec, data, process.pid);
      if (wait == Wait::kFragile) {
        Predict(n, data, entry, process);
        return;
      }
      follow = wait == Wait::kMaybe;
    }
    // Another call's outcome is being taken: this one must not be waited for.
    if (taking_ && kind != OutcomeKind::kExec) follow = true;
    if (follow) {
      Follow(n, data, entry, process);
    } else if (taking_) {
      Hold(n, data, entry, process);
    } else {
      TakeOutcome(n, data, entry, process);
    }
  }

  // Whether a file server may answer the call.
  bool MayBeServed(pid_t tid) {
    switch (event_.type()) {
      case proto::EVENT_FCHMOD:
      case proto::EVENT_FCHOWN:
      case proto::EVENT_FCHDIR:
        return servers_.MayServe(tid, "");
      default:
        break;
    }
    return std::any_of(event_.args().begin(), event_.args().end(), [&](const auto& arg) {
      return !arg.path().empty() && servers_.MayServe(tid, arg.path());
    });
  }

  // While an outcome was taken no stops were told.
  void PollSoon() {
    if (!follower_.empty()) child_signal_ = true;
  }

  // Nothing is left to learn from the call.
  void LetRun(const seccomp_notif& n, const Entry& entry, TrackedProcess& process) {
    if (IsExec(entry)) CallReporter::ForgetImage(process);
    // A debugger must not come upon a task that we trace: it has attached before we look at the
    // next call, and we let go of the one that it wants.
    if (entry.attaches && IsAttach(n.data)) {
      ReleaseTarget(process, static_cast<pid_t>(n.data.args[1]));
      const auto tid = static_cast<pid_t>(n.pid);
      if (!taking_ && !ExecsMeanwhile(tid, process)) {
        attaching_ = true;
        const auto result = outcome_.Take(listener_, n.id, tid, process.pid, false, nullptr);
        attaching_ = false;
        PollSoon();
        if (result.status == OutcomeTaker::Status::kRestarting) {
          Adopt(n, n.data, entry, result.wait_status, /*wanted=*/false);
        }
        if (result.status != OutcomeTaker::Status::kUnavailable) return;
      }
    }
    if (!Answer(n.id) && entry.report) NoteInterrupted(static_cast<pid_t>(n.pid));
  }

  // `target` as the caller's pid namespace has it: where that is not ours, all are let go of.
  void ReleaseTarget(const TrackedProcess& process, pid_t target) {
    const bool same = !process.snapshot.has_vpid() || process.snapshot.vpid() == process.pid;
    std::vector<pid_t> tids;
    for (const auto& [tid, call] : pending_) {
      if (follower_.Follows(tid) && (!same || tid == target)) tids.push_back(tid);
    }
    for (const pid_t tid : tids) follower_.Release(tid);
  }

  void Follow(const seccomp_notif& n, const seccomp_data& data, const Entry& entry,
              TrackedProcess& process, bool wanted = true) {
    const auto tid = static_cast<pid_t>(n.pid);
    ++stats_.outcomes;
    ++stats_.followed;
    Remember(n, data, entry, wanted);
    switch (follower_.Follow(listener_, n.id, tid, n.data.nr)) {
      case CallFollower::Start::kFollowed:
        return;
      case CallFollower::Start::kGone:
        OnGone(tid);
        return;
      case CallFollower::Start::kUnavailable:
        pending_.erase(tid);
        --stats_.outcomes;
        --stats_.followed;
        GoWithout(n, data, entry, process, wanted);
        return;
    }
  }

  // The call cannot be followed.
  void GoWithout(const seccomp_notif& n, const seccomp_data& data, const Entry& entry,
                 TrackedProcess& process, bool wanted) {
    if (wanted) {
      Predict(n, data, entry, process);
    } else {
      Answer(n.id);
    }
  }

  void Remember(const seccomp_notif& n, const seccomp_data& data, const Entry& entry, bool wanted) {
    if (pending_.size() >= pending_limit_) CollectGarbage();
    PendingCall& call = pending_[static_cast<pid_t>(n.pid)];
    call.entry = &entry;
    call.data = data;
    call.nr = n.data.nr;
    std::copy(std::begin(n.data.args), std::end(n.data.args), call.args);
    call.wanted = wanted;
    call.again = false;
    call.event = event_;
  }

  // The call that was to return at once waits after all.
  void Adopt(const seccomp_notif& n, const seccomp_data& data, const Entry& entry, int status,
             bool wanted = true) {
    const auto tid = static_cast<pid_t>(n.pid);
    ++stats_.followed;
    Remember(n, data, entry, wanted);
    follower_.Adopt(tid, n.data.nr, status);
  }

  void OnReturn(pid_t tid, int64_t result) {
    const auto it = pending_.find(tid);
    if (it == pending_.end()) return;
    const PendingCall call = std::move(it->second);
    pending_.erase(it);
    if (!call.wanted) return;
    event_ = call.event;
    if (TrackedProcess* process = table_.Find(tid)) {
      reporter_.Complete(*call.entry, call.data, *process, result);
    }
    reporter_.Deliver(proto::OUTCOME_KNOWN, result);
  }

  void OnAgain(pid_t tid) {
    const auto it = pending_.find(tid);
    if (it != pending_.end()) it->second.again = true;
  }

  void OnGone(pid_t tid) {
    ++stats_.vanished;
    const auto it = pending_.find(tid);
    if (it == pending_.end()) return;
    const PendingCall call = std::move(it->second);
    pending_.erase(it);
    if (CallReporter::WasShown(call.event) || !call.wanted) return;
    // It has not been shown yet.
    event_ = call.event;
    reporter_.Deliver(proto::OUTCOME_PREDICTED, -EINTR);
  }

  // Threads that were interrupted in a call will not go on with it.
  void ForgetInterrupted(uint64_t process_id) {
    std::erase_if(pending_, [&](const auto& p) {
      return p.second.again && p.second.event.process_id() == process_id;
    });
  }

  // The same for threads that were killed meanwhile.
  void CollectGarbage() {
    std::erase_if(pending_, [](const auto& p) {
      return p.second.again && kill(p.first, 0) != 0 && errno == ESRCH;
    });
    pending_limit_ = std::max<size_t>(256, pending_.size() * 2);
  }

  // True when `n` is a call that was interrupted before, made again.
  bool GoOn(const seccomp_notif& n, TrackedProcess& process) {
    const auto tid = static_cast<pid_t>(n.pid);
    const auto it = pending_.find(tid);
    if (it == pending_.end()) return false;
    if (!it->second.again) {
      // Not what was to come: its thread was replaced by an exec.
      if (!follower_.Follows(tid)) pending_.erase(it);
      return false;
    }
    const bool same = it->second.nr == n.data.nr &&
                      std::equal(std::begin(n.data.args), std::end(n.data.args), it->second.args);
    if (!same) return false;  // of a signal handler
    const PendingCall call = std::move(it->second);
    pending_.erase(it);
    event_ = call.event;
    if (ExecsMeanwhile(tid, process)) {
      GoWithout(n, call.data, *call.entry, process, call.wanted);
    } else {
      Follow(n, call.data, *call.entry, process, call.wanted);
    }
    return true;
  }

  void TakeOutcome(const seccomp_notif& n, const seccomp_data& data, const Entry& entry,
                   TrackedProcess& process) {
    const auto tid = static_cast<pid_t>(n.pid);
    const bool is_exec = IsExec(entry);
    ++stats_.outcomes;
    attaching_ = entry.attaches && IsAttach(data);
    const auto result =
        outcome_.Take(listener_, n.id, tid, process.pid, is_exec, [&](int64_t value) {
          if (is_exec) {
            table_.RefreshImage(process);
            // Here, where what was left out can still be read.
            reporter_.Deliver(proto::OUTCOME_KNOWN, 0);
          } else {
            reporter_.Complete(entry, data, process, value);
          }
        });
    attaching_ = false;
    PollSoon();
    if (is_exec && result.status != OutcomeTaker::Status::kUnavailable) {
      std::erase(process.execs, tid);
    }
    using Status = OutcomeTaker::Status;
    switch (result.status) {
      case Status::kExecuted:
        return;
      case Status::kKnown:
        if (is_exec) reporter_.Complete(entry, data, process, result.result);
        reporter_.Deliver(proto::OUTCOME_KNOWN, result.result);
        return;
      case Status::kRestarting:
        Adopt(n, data, entry, result.wait_status);
        return;
      case Status::kUnavailable:
        --stats_.outcomes;
        Predict(n, data, entry, process);
        return;
      case Status::kEnded:
        // What it did to files or to others stays done. An exec did nothing.
        if (is_exec) break;
        if (!CallReporter::LeavesNothing(event_)) {
          reporter_.Deliver(proto::OUTCOME_PREDICTED, PredictResult(tid, event_));
          return;
        }
        if (!CallReporter::WasShown(event_)) reporter_.Deliver(proto::OUTCOME_PREDICTED, -EINTR);
        break;
      case Status::kGone:
        break;
    }
    ++stats_.vanished;
  }

  // The outcome is not to be seen (the caller is traced by somebody else, or of another user).
  void Predict(const seccomp_notif& n, const seccomp_data& data, const Entry& entry,
               TrackedProcess& process) {
    const auto tid = static_cast<pid_t>(n.pid);
    // While a call of the tree is waited for, it may be its file system that we would ask.
    reporter_.Predict(tid, entry, data, process, /*look=*/!taking_);
    if (!Answer(n.id)) NoteInterrupted(tid);
  }

  static bool IsExec(const Entry& entry) { return CallReporter::IsExec(entry); }

  static bool IsAttach(const seccomp_data& data) {
    const auto request = static_cast<int>(data.args[0]);
    return request == PTRACE_ATTACH || request == PTRACE_SEIZE;
  }

  bool Answer(uint64_t id) {
    if (listener_.Continue(id)) return true;
    ++stats_.vanished;
    return false;
  }

  // The call in event_ has been shown, and was not made: its thread was killed, or (before Linux
  // 5.19) a signal cut the wait for us short, and it makes the call again.
  void NoteInterrupted(pid_t tid) {
    constexpr size_t kMost = 1024;
    if (interrupted_.size() >= kMost) interrupted_.clear();
    interrupted_[tid] = event_;
  }

  // Whether event_ is the call that was shown before, by what it was passed.
  bool IsRepeat(pid_t tid) const {
    const auto it = interrupted_.find(tid);
    if (it == interrupted_.end()) return false;
    const proto::SyscallEvent& before = it->second;
    const auto& args = event_.args();
    return before.nr() == event_.nr() && before.arch() == event_.arch() &&
           before.process_id() == event_.process_id() &&
           std::equal(args.begin(), args.end(), before.args().begin(), before.args().end(),
                      [](const proto::Argument& a, const proto::Argument& b) {
                        return a.SerializeAsString() == b.SerializeAsString();
                      });
  }

  CallReporter reporter_;
  const std::function<void(pid_t, int)> on_reaped_;
  const std::function<void()> on_round_;
  uint8_t in_round_ = 0;  // of the notifications; one begins when it overflows
  NotificationLog* const log_;
  Listener listener_;
  OutcomeTaker outcome_;
  CallFollower follower_;
  FileServers servers_;
  ProcessTable& table_ = reporter_.table();
  EventBuilder& builder_ = reporter_.builder();
  proto::SyscallEvent& event_ = reporter_.event();
  bool taking_ = false;     // within OutcomeTaker::Take
  bool attaching_ = false;  // the same of a call that attaches to another task
  std::unordered_map<pid_t, PendingCall> pending_;
  size_t pending_limit_ = 256;
  std::deque<HeldExec> held_;
  std::unordered_map<pid_t, proto::SyscallEvent> interrupted_;  // see NoteInterrupted

  mutable std::mutex stats_mutex_;
  BackendStats& stats_ = reporter_.stats();
  std::mutex statuses_mutex_;
  std::vector<std::pair<pid_t, int>> statuses_;
  std::atomic<bool> child_signal_{false};
  std::atomic<bool> following_{false};
  std::atomic<bool> stop_{false};
  std::atomic<bool> running_{false};
  pthread_t thread_{};
};

}  // namespace

std::unique_ptr<Backend> MakeNotifyBackend(NotifyOptions options, Sink& sink) {
  return std::make_unique<NotifyBackend>(std::move(options), sink);
}

}  // namespace falco_run::tracer
