// SPDX-License-Identifier: Apache-2.0
#include "tracer/ptrace_backend.h"

#include <errno.h>
#include <linux/audit.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <ctime>
#include <iterator>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tracer/call_reporter.h"
#include "tracer/clock.h"
#include "tracer/predict.h"
#include "tracer/proc_status.h"
#include "tracer/ptrace_stop.h"
#include "tracer/seize.h"
#include "tracer/signal_effect.h"
#include "tracer/tracee.h"

namespace falco_run::tracer {
namespace {

constexpr int kI386Socketcall = 102;

class PtraceBackendImpl : public PtraceBackend {
 public:
  PtraceBackendImpl(PtraceOptions options, Sink& sink)
      : program_(options.watch.program),
        mechanism_(options.mechanism),
        stays_(options.stays),
        on_ready_(std::move(options.on_ready)),
        on_reaped_(std::move(options.on_reaped)),
        on_halted_(std::move(options.on_halted)),
        on_continued_(std::move(options.on_continued)),
        reporter_(std::move(options.watch), sink) {}

  void Run() override {
    thread_ = pthread_self();
    running_ = true;
    bool ready = true;
    if (program_ != 0) {
      const absl::Status status = SeizeProgram();
      ready = status.ok();
      if (on_ready_) on_ready_(status);
    }
    while (ready && !stop_) {
      ServeRequests();
      int status = 0;
      const pid_t pid = NextStop(status);
      if (pid > 0) {
        std::lock_guard<std::mutex> lock(stats_mutex_);
        HandleStatus(pid, status);
      } else if (errno == ECHILD) {
        if (!stays_) break;
        WaitForRequest();
      }
    }
    running_ = false;
    RefuseRequests();
  }

  void Stop() override {
    stop_ = true;
    Wake();
  }

  BackendStats stats() const override {
    std::lock_guard<std::mutex> lock(stats_mutex_);
    return stats_;
  }

  absl::Status Attach(pid_t pid, Show show) override {
    return Request({.pid = pid, .trace = true, .show = show == Show::kAsExecuted});
  }
  void ShowOnly(pid_t pid) override { (void)Request({.pid = pid, .show = true}); }
  absl::Status TakeEnd(pid_t pid) override { return Request({.pid = pid, .take_end = true}); }
  void EndWithLast() override { stays_ = false; }

 private:
  using Entry = SyscallNumbers::Entry;
  using State = TracedCall::State;

  struct Order {
    pid_t pid;
    bool trace = false;
    bool show = false;
    bool take_end = false;
    bool done = false;
    absl::Status status;
  };

  // A timer that signals faster than we are woken would leave a program no time at all: for a
  // moment after a signal we do not sleep.
  pid_t NextStop(int& status) {
    constexpr uint64_t kAwakeNs = 100'000;
    // Only what this thread traces: the children of others are theirs.
    constexpr int kWhat = __WALL | __WNOTHREAD;
    while (signalled_ns_ != 0 && ReadClockNs(CLOCK_MONOTONIC) - signalled_ns_ < kAwakeNs) {
      const pid_t pid = waitpid(-1, &status, kWhat | WNOHANG);
      if (pid != 0) return pid;
      sched_yield();
    }
    signalled_ns_ = 0;
    return waitpid(-1, &status, kWhat);
  }

  // ---- What other threads ask for.

  void Wake() {
    request_made_.notify_all();
    // The caller has installed a handler that does nothing: it interrupts the wait.
    if (running_) pthread_kill(thread_, SIGURG);
  }

  absl::Status Request(Order order) {
    std::unique_lock<std::mutex> lock(orders_mutex_);
    if (closed_) return absl::CancelledError("supervision has ended");
    orders_.push_back(&order);
    while (!order.done) {
      Wake();  // again and again: it may come just before the wait
      request_done_.wait_for(lock, std::chrono::milliseconds(1));
    }
    return order.status;
  }

  void WaitForRequest() {
    std::unique_lock<std::mutex> lock(orders_mutex_);
    request_made_.wait_for(lock, std::chrono::milliseconds(100),
                           [this] { return !orders_.empty() || stop_; });
  }

  void ServeRequests() {
    std::vector<Order*> orders;
    {
      std::lock_guard<std::mutex> lock(orders_mutex_);
      if (orders_.empty()) return;
      orders.swap(orders_);
    }
    for (Order* order : orders) {
      absl::Status status;
      {
        std::lock_guard<std::mutex> lock(stats_mutex_);
        status = order->trace ? AttachNow(order->pid) : absl::OkStatus();
        if (status.ok() && order->show && IsYetToStop(order->pid)) AwaitStop(order->pid);
        if (status.ok() && order->show) ShowFound(order->pid);
        if (order->take_end) TakeEndNow(order->pid);
      }
      std::lock_guard<std::mutex> lock(orders_mutex_);
      order->status = status;
      order->done = true;
    }
    request_done_.notify_all();
  }

  void RefuseRequests() {
    std::lock_guard<std::mutex> lock(orders_mutex_);
    closed_ = true;
    for (Order* order : orders_) {
      order->status = absl::CancelledError("supervision has ended");
      order->done = true;
    }
    orders_.clear();
    request_done_.notify_all();
  }

  // ---- Who is traced.

  absl::Status SeizeProgram() {
    if (absl::Status status = SeizeThread(program_, /*exit_kill=*/true); !status.ok())
      return status;
    Tracee& t = Add(program_, mechanism_ == Mechanism::kTrace);
    if (t.filtered) return absl::OkStatus();
    // From its next call on.
    ptrace(PTRACE_INTERRUPT, program_, nullptr, nullptr);
    int status = 0;
    while (waitpid(program_, &status, __WALL) < 0) {
      if (errno != EINTR) return absl::ErrnoToStatus(errno, "the program");
    }
    HandleStatus(program_, status);
    return absl::OkStatus();
  }

  absl::Status AttachNow(pid_t pid) {
    mixed_ = true;
    std::vector<pid_t> tids;
    absl::Status status = SeizeProcess(pid, /*exit_kill=*/false, tids);
    for (const pid_t tid : tids) Add(tid, /*filtered=*/false);
    return status;
  }

  bool IsYetToStop(pid_t pid) const {
    const auto it = tracees_.find(pid);
    return it != tracees_.end() && !it->second.stopped;
  }

  // The first stop after seizing tells whether the process is just executing something. It comes
  // at once, except where the process cannot be interrupted.
  void AwaitStop(pid_t pid) {
    constexpr int kRounds = 20;
    for (int i = 0; i < kRounds; ++i) {
      int status = 0;
      if (waitpid(pid, &status, __WALL | WNOHANG) == pid) {
        HandleStatus(pid, status);
        return;
      }
      const timespec pause = {0, 500'000};
      nanosleep(&pause, nullptr);
    }
  }

  void TakeEndNow(pid_t pid) {
    int status = 0;
    if (waitpid(pid, &status, __WALL | WNOHANG) == pid) HandleStatus(pid, status);
  }

  void ShowFound(pid_t pid) {
    const auto it = tracees_.find(pid);
    if (it != tracees_.end()) {
      // What it has become, or is becoming, is shown by its exec.
      const Tracee& t = it->second;
      if (t.executed || (t.call && IsExec(*t.call->entry))) return;
    }
    if (TrackedProcess* process = table_.Find(pid)) reporter_.ShowFound(*process);
  }

  Tracee& Add(pid_t tid, bool filtered) {
    Tracee& t = tracees_.try_emplace(tid, tid).first->second;
    t.filtered = filtered;
    return t;
  }

  // A child or thread that stops before the stop of its maker was seen. It is enough to be right
  // where there is a filter; what has none must not be missed.
  bool IsFiltered() const { return mechanism_ == Mechanism::kTrace && !mixed_; }

  // The maker's stop.
  void OnMade(Tracee& maker) {
    unsigned long made = 0;
    Tracee* waiting = nullptr;
    if (ptrace(PTRACE_GETEVENTMSG, maker.tid, nullptr, &made) == 0 && made != 0) {
      const auto [it, is_new] =
          tracees_.try_emplace(static_cast<pid_t>(made), static_cast<pid_t>(made));
      Tracee& t = it->second;
      if (is_new || !t.own_filter) {
        t.filtered = maker.filtered;
        t.own_filter = maker.own_filter;
      }
      if (is_new) {
        t.of_maker = maker.untraced;
      } else if (std::exchange(t.held, false)) {
        if (maker.untraced) maker.untraced->PutBackInChild(t.tid);
        waiting = &t;
      }
    }
    maker.clones = false;
    PutBack(maker);
    // Only now: it may share the maker's memory.
    if (waiting != nullptr) Resume(*waiting);
    Resume(maker);
  }

  // ---- Children that are to be traced by nobody (CLONE_UNTRACED): they are traced all the same.

  // At the entry of a call that makes a child.
  void BeforeClone(Tracee& t, const seccomp_data& data) {
    ForgetFlag(t);
    t.untraced = UntracedFlag::Take(t.tid, data);
    hiding_ += t.untraced.has_value();
    // What clone3 has in memory could be written again before the kernel reads it.
    t.clones = true;
  }

  void PutBack(Tracee& maker) {
    if (maker.untraced) maker.untraced->PutBackInMaker(maker.tid);
    ForgetFlag(maker);
  }

  void ForgetFlag(Tracee& maker) {
    if (!std::exchange(maker.untraced, std::nullopt) || --hiding_ > 0) return;
    for (auto& [tid, t] : tracees_) {
      if (std::exchange(t.held, false)) Resume(t);
    }
  }

  // A child was made, and the kernel has not told of it.
  void OnHidden(const Tracee& maker, pid_t made) {
    reporter_.BlindSpot(kHidden);
    const bool filtered = maker.filtered;
    const bool own_filter = maker.own_filter;
    for (const pid_t pid : FindUntraced(maker.tid, made)) {
      std::vector<pid_t> tids;
      (void)SeizeProcess(pid, /*exit_kill=*/program_ != 0, tids);
      for (const pid_t tid : tids) Add(tid, filtered).own_filter = own_filter;
    }
  }

  // ---- Stops.

  void HandleStatus(pid_t pid, int status) {
    auto it = tracees_.find(pid);
    if (!WIFSTOPPED(status)) {
      if (it != tracees_.end()) {
        ForgetFlag(it->second);
        OnGone(it->second);
        tracees_.erase(it);
      }
      if (on_reaped_) on_reaped_(pid, status);
      return;
    }
    const bool is_new = it == tracees_.end();
    Tracee& t = is_new ? Add(pid, IsFiltered()) : it->second;
    t.stopped = true;
    if (is_new && hiding_ > 0 && status >> 16 == PTRACE_EVENT_STOP) {
      t.held = true;
      return;
    }
    if (t.of_maker) std::exchange(t.of_maker, std::nullopt)->PutBackInChild(pid);
    const int signal = WSTOPSIG(status);
    switch (status >> 16) {
      case PTRACE_EVENT_SECCOMP:
        OnSeccomp(t);
        return;
      case PTRACE_EVENT_FORK:
      case PTRACE_EVENT_VFORK:
      case PTRACE_EVENT_CLONE:
        OnMade(t);
        return;
      case PTRACE_EVENT_EXEC:
        OnExec(t);
        return;
      case PTRACE_EVENT_EXIT:
        OnExit(t);
        return;
      case PTRACE_EVENT_STOP:
        OnStop(t, signal);
        return;
      case 0:
        break;
      default:
        Resume(t);
        return;
    }
    if (signal == kSyscallStop) {
      OnSyscallStop(t);
    } else {
      OnSignal(t, signal);
    }
  }

  void Resume(Tracee& t, int signal = 0) {
    const bool run = t.filtered && !t.clones && (!t.call || t.call->state == State::kAgain);
    if (run) t.inside = false;  // its return will not be seen
    ptrace(run ? PTRACE_CONT : PTRACE_SYSCALL, t.tid, nullptr, static_cast<long>(signal));
  }

  void OnSeccomp(Tracee& t) {
    CallStop stop;
    // Without a filter, or when a call's return is waited for, the entry was seen before.
    if (t.inside || !t.filtered || !ReadCallStop(t.tid, stop)) {
      Resume(t);
      return;
    }
    t.inside = true;
    OnEntry(t, stop.data);
  }

  void OnSyscallStop(Tracee& t) {
    CallStop stop;
    if (!ReadCallStop(t.tid, stop)) {
      Resume(t);
      return;
    }
    const bool entry =
        stop.where == CallStop::Where::kUnknown ? !t.inside : stop.where == CallStop::Where::kEntry;
    t.inside = entry;
    if (entry) {
      OnEntry(t, stop.data);
    } else {
      OnReturn(t, stop.result, stop.return_address);
    }
  }

  void OnStop(Tracee& t, int signal) {
    if (signal == SIGTRAP) {
      if (std::exchange(t.halted, false) && on_continued_) on_continued_(t.tid);
      Resume(t);
      return;
    }
    // Its process is being stopped; it stays so until SIGCONT.
    t.halted = true;
    ptrace(PTRACE_LISTEN, t.tid, nullptr, nullptr);
    if (on_halted_) on_halted_(t.tid);
  }

  void OnSignal(Tracee& t, int signal) {
    signalled_ns_ = ReadClockNs(CLOCK_MONOTONIC);
    if (t.call && t.call->state == State::kHandling) {  // at the handler's first instruction
      if (WillRestart(t.tid, t.call->return_address)) {
        t.call->state = State::kAgain;
      } else {
        Finish(t, -EINTR);
      }
      Resume(t);
    } else if (t.call && t.call->state == State::kInterrupted && IsCaught(t.tid, signal)) {
      t.call->state = State::kHandling;
      t.inside = false;
      ptrace(PTRACE_SINGLESTEP, t.tid, nullptr, static_cast<long>(signal));
    } else {
      // Of an interrupted call it is a signal that is ignored, or the end of the process.
      Resume(t, signal);
    }
  }

  // ---- Calls.

  // The same call once more, after a signal or a stop.
  static bool GoesOn(TracedCall& call, const seccomp_data& data) {
    if (call.state == State::kInterrupted && IsRestartSyscall(data.arch, data.nr)) return true;
    return call.state != State::kRunning && call.SameAs(data);
  }

  void OnEntry(Tracee& t, seccomp_data data) {
    const Entry* entry = reporter_.FindNumber(data);
    if (t.call && GoesOn(*t.call, data)) {
      t.call->state = State::kRunning;
    } else {
      // Cut short for good: this is a call of a signal's handler.
      if (t.call && t.call->state == State::kInterrupted) Finish(t, -EINTR);
      const bool packed = data.arch == AUDIT_ARCH_I386 && data.nr == kI386Socketcall;
      const bool wanted = entry != nullptr && (entry->report || !entry->clones);
      if (wanted || packed) Evaluate(t, data, entry);
    }
    if (entry != nullptr && entry->clones) BeforeClone(t, data);
    Resume(t);
  }

  // The call is waited for if there is need.
  void Evaluate(Tracee& t, seccomp_data& data, const Entry* entry) {
    const int nr = data.nr;
    uint64_t args[6];
    std::copy(std::begin(data.args), std::end(data.args), args);
    if (entry != nullptr && !IsWanted(*entry, data)) return;
    TrackedProcess* process = table_.Find(t.tid, entry != nullptr && IsExec(*entry));
    if (process == nullptr) {
      ++stats_.notifications;
      reporter_.BlindSpot(CallReporter::kUnknownProcess);
      return;
    }
    process->memory.UseThread(t.tid);
    entry = reporter_.Find(data, process->memory);
    if (entry == nullptr || !IsWanted(*entry, data)) return;
    ++stats_.notifications;
    if (!reporter_.HasStarted(t.tid, *entry)) return;
    reporter_.NoteState(*entry, data, *process);
    if (CallReporter::InstallsFilter(*entry, data)) WatchWithoutFilter(t, *process);
    if (entry->exit_group) {
      table_.OnExitGroup(*process, NowNs());
    }
    if (entry->report && !reporter_.builder().Build(t.tid, data, *entry, *process, event_)) {
      reporter_.BlindSpot(CallReporter::kUnreadable);
    }
    if (process->memory.TakeLookedUp()) table_.OnMemoryOpened(*process);
    if (!entry->report || reporter_.Show(*entry, data, *process) == Verdict::kContinue) {
      if (IsExec(*entry)) CallReporter::ForgetImage(*process);
      return;
    }
    if (reporter_.outcomes() == Outcomes::kNever) {
      reporter_.Predict(t.tid, *entry, data, *process, /*look=*/true);
      return;
    }
    ++stats_.outcomes;
    Forget(t);
    TracedCall& call = t.call.emplace();
    call.entry = entry;
    call.data = data;
    call.nr = nr;
    std::copy(std::begin(args), std::end(args), call.args);
    call.event = event_;
  }

  // What the filter decides where there is one.
  static bool IsWanted(const Entry& entry, const seccomp_data& data) {
    return entry.tests.empty() ||
           std::any_of(entry.tests.begin(), entry.tests.end(),
                       [&](const RegisterTest& test) { return test.Holds(data.args[test.reg]); });
  }

  // A filter of the program's own comes before ours where it refuses a call or hands it to somebody
  // else. A stop at every call comes before all filters.
  void WatchWithoutFilter(const Tracee& caller, const TrackedProcess& process) {
    mixed_ = true;
    for (auto& [tid, t] : tracees_) {
      if (!t.filtered || (tid != caller.tid && !IsThreadOf(process, tid))) continue;
      t.filtered = false;
      t.own_filter = true;
      // It may be given to all threads at once.
      if (tid != caller.tid) ptrace(PTRACE_INTERRUPT, tid, nullptr, nullptr);
    }
  }

  // Those that have made no watched call are not in the table.
  bool IsThreadOf(const TrackedProcess& process, pid_t tid) {
    if (const TrackedProcess* const known = table_.Known(tid)) return known == &process;
    const auto status = ReadProcStatus(tid);
    return status && status->tgid == process.pid;
  }

  void OnReturn(Tracee& t, int64_t result, uint64_t return_address) {
    PutBack(t);
    if (std::exchange(t.clones, false) && result > 0) OnHidden(t, static_cast<pid_t>(result));
    if (t.call && t.call->state == State::kRunning) {
      if (IsLikeBefore(*t.call, result) && IsTrapped(t.tid)) {
        Drop(Take(t));
      } else if (IsRestart(result)) {
        t.call->state = State::kInterrupted;
        t.call->return_address = return_address;
      } else {
        Finish(t, result);
      }
    }
    Resume(t);
  }

  // What a refusal by SIGSYS leaves in the register.
  static bool IsLikeBefore(const TracedCall& call, int64_t result) {
    return result == call.nr || static_cast<uint64_t>(result) == call.args[0];
  }

  // The call has returned; the thread stands behind it.
  void Finish(Tracee& t, int64_t result) {
    const TracedCall call = Take(t);
    event_ = call.event;
    if (TrackedProcess* process = table_.Find(t.tid)) {
      reporter_.Complete(*call.entry, call.data, *process, result);
    }
    reporter_.Deliver(proto::OUTCOME_KNOWN, result);
  }

  void OnExec(Tracee& t) {
    unsigned long former = 0;
    ptrace(PTRACE_GETEVENTMSG, t.tid, nullptr, &former);
    // The thread that called exec takes the leader's id; all others are gone.
    const auto it = tracees_.find(static_cast<pid_t>(former));
    if (it != tracees_.end() && it->first != t.tid) {
      Forget(t);
      ForgetFlag(t);
      const pid_t leader = t.tid;
      t = std::move(it->second);
      t.tid = leader;
      tracees_.erase(it);
    }
    // It was in the midst of it when it was attached.
    if (!t.call && !t.filtered && !t.inside) {
      if (TrackedProcess* process = table_.Find(t.tid)) {
        table_.RefreshImage(*process);
        ShowFound(t.tid);
      }
    }
    t.executed = true;
    if (t.call && IsExec(*t.call->entry)) {
      const TracedCall call = Take(t);
      event_ = call.event;
      TrackedProcess* process = table_.Known(t.tid);
      if (process == nullptr) process = table_.Find(t.tid);
      if (process != nullptr) table_.RefreshImage(*process);
      reporter_.Deliver(proto::OUTCOME_KNOWN, 0);
    }
    Resume(t);
  }

  void OnExit(Tracee& t) {
    ForgetFlag(t);
    unsigned long message = 0;
    ptrace(PTRACE_GETEVENTMSG, t.tid, nullptr, &message);
    const int status = static_cast<int>(message);
    if (t.call && !IsExec(*t.call->entry)) {
      const bool refused = WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
      int64_t result = 0;
      if (t.call->state == State::kRunning && ReadLastResult(t.tid, t.call->nr, refused, result)) {
        Finish(t, result);
      } else {
        Drop(Take(t));
      }
    }
    OnGone(t);
    if (WIFSIGNALED(status)) {
      // It does not say so itself. Its children still name it.
      TrackedProcess* process = table_.Known(t.tid);
      if (process != nullptr && !process->exiting) table_.OnExitGroup(*process, NowNs());
    }
    Resume(t);
  }

  // The thread has ended, and nothing tells whether its call had returned.
  void OnGone(Tracee& t) {
    if (!t.call) return;
    const TracedCall call = Take(t);
    const bool made = call.entry->spec != nullptr &&
                      call.entry->spec->outcome == OutcomeKind::kImmediate &&
                      !CallReporter::LeavesNothing(call.event) && call.state == State::kRunning;
    if (!made) {
      Drop(call);
      return;
    }
    // What it did to files or to others stays done. What it opened is closed.
    event_ = call.event;
    reporter_.Deliver(proto::OUTCOME_PREDICTED, PredictResult(t.tid, event_));
  }

  // The call was not made, or nobody knows.
  void Drop(const TracedCall& call) {
    ++stats_.vanished;
    event_ = call.event;
    // It has not been shown yet.
    if (!CallReporter::WasShown(event_)) {
      reporter_.Deliver(proto::OUTCOME_PREDICTED, -EINTR);
    }
  }

  static TracedCall Take(Tracee& t) {
    TracedCall call = *std::move(t.call);
    t.call.reset();
    return call;
  }

  // A call that was interrupted and never made again.
  void Forget(Tracee& t) {
    if (t.call) ++stats_.vanished;
    t.call.reset();
  }

  static bool IsExec(const Entry& entry) { return CallReporter::IsExec(entry); }

  static constexpr const char* kHidden =
      "a process was made that was not traced from its start: its first calls were not seen";

  const pid_t program_;
  const Mechanism mechanism_;
  std::atomic<bool> stays_;
  const std::function<void(const absl::Status&)> on_ready_;
  const std::function<void(pid_t, int)> on_reaped_;
  const std::function<void(pid_t)> on_halted_;
  const std::function<void(pid_t)> on_continued_;
  CallReporter reporter_;
  ProcessTable& table_ = reporter_.table();
  proto::SyscallEvent& event_ = reporter_.event();
  bool mixed_ = false;         // some have a filter, some have none
  int hiding_ = 0;             // makers that have lost a flag for the moment
  uint64_t signalled_ns_ = 0;  // when a signal came last; 0: some time ago
  std::unordered_map<pid_t, Tracee> tracees_;

  mutable std::mutex stats_mutex_;
  BackendStats& stats_ = reporter_.stats();
  std::mutex orders_mutex_;
  std::condition_variable request_made_;
  std::condition_variable request_done_;
  std::vector<Order*> orders_;
  bool closed_ = false;
  std::atomic<bool> stop_{false};
  std::atomic<bool> running_{false};
  pthread_t thread_{};
};

}  // namespace

std::unique_ptr<PtraceBackend> MakePtraceBackend(PtraceOptions options, Sink& sink) {
  return std::make_unique<PtraceBackendImpl>(std::move(options), sink);
}

}  // namespace falco_run::tracer
