// SPDX-License-Identifier: Apache-2.0
#include "app/supervision.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <ctime>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "app/backend_thread.h"
#include "app/child_signals.h"
#include "app/descriptors.h"
#include "app/entry_watch.h"
#include "app/file_limit.h"
#include "app/handover.h"
#include "app/priority_by_need.h"
#include "app/process_tree.h"
#include "tracer/child_stops.h"
#include "tracer/clock.h"
#include "tracer/locked_sink.h"
#include "tracer/notify_backend.h"
#include "tracer/ptrace_backend.h"

namespace falco_run::app {
namespace {

class Supervisor {
 public:
  Supervisor(const SupervisionOptions& options, ControlChannel channel, tracer::Launcher launcher,
             tracer::NotificationLog* log, tracer::Sink& sink,
             const std::function<void(const SupervisionResult&)>& on_program_exit)
      : options_(options),
        channel_(std::move(channel)),
        launcher_(std::move(launcher)),
        log_(log),
        locked_sink_(sink),
        sink_(options.watch_namespace ? locked_sink_ : sink),
        on_program_exit_(on_program_exit) {}

  absl::Status Run() {
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    tracer::WatchPlan plan = tracer::MakeWatchPlan(options_.watch);
    auto filter = tracer::BuildFilter(plan.filter);
    if (!filter.ok()) return filter.status();
    result_.unsupported = plan.unsupported;

    if (const absl::Status status = signals_.Open(); !status.ok()) return status;

    const absl::Status installed = launcher_.InstallFilter(*filter, options_.backend);
    if (!installed.ok()) return installed;
    program_ = launcher_.pid();
    result_.no_new_privs = launcher_.no_new_privs();
    result_.mechanism = launcher_.mechanism();
    if (const int error = launcher_.listener_error()) result_.fallback = std::strerror(error);
    RaiseFileLimit();
    sink_.OnStart(CompletedStart(options_, traces() ? "ptrace" : "notify", options_.argv,
                                 result_.unsupported));
    if (const absl::Status status = AfterStart(options_); !status.ok()) return EndProgram(status);

    tracer::WatchOptions watch = CompletedWatch(options_, plan);
    watch.program = program_;
    stream_ = watch.stream;
    if (traces()) {
      MakePtraceBackend(watch);
    } else {
      MakeNotifyBackend(watch);
    }
    if (options_.live != nullptr) options_.live->Set(backend_.get());
    if (traces()) {
      backend_thread_.emplace(*backend_);
    } else {
      backend_thread_.emplace(*backend_, [this] { priority_.Start(); });
    }
    if (absl::Status status = seized_.get_future().get(); !status.ok()) {
      backend_thread_->Stop();
      if (options_.live != nullptr) options_.live->Set(nullptr);
      return EndProgram(status);
    }
    if (options_.watch_namespace) entries_.emplace(ptrace_backend_, watch, sink_);

    channel_.Send(
        {.kind = ControlMessage::Kind::kStarted, .program = program_, .number = traces() ? 1 : 0},
        to_keep_.get());
    to_keep_.reset();
    launcher_.Go();
    Loop();
    entries_.reset();
    backend_thread_->Stop();
    if (handing_over_) HandOver(channel_, *backend_, *stream_, options_.deliver, KillTree);
    if (options_.live != nullptr) options_.live->Set(nullptr);
    return absl::OkStatus();
  }

 private:
  // It has not run yet.
  absl::Status EndProgram(absl::Status why) const {
    kill(program_, SIGKILL);
    waitpid(program_, nullptr, 0);
    return why;
  }

  // The backend on ptrace does all waiting: we are told everything by it.
  bool traces() const { return result_.mechanism != tracer::Mechanism::kNotify; }

  void MakeNotifyBackend(tracer::WatchOptions watch) {
    tracer::TellStops(true);
    tracer::NotifyOptions notify;
    notify.listener = launcher_.TakeListener();
    notify.log = log_;
    to_keep_.reset(fcntl(notify.listener.get(), F_DUPFD_CLOEXEC, 0));
    notify.watch = std::move(watch);
    notify.waiting = &waiting_;
    notify.on_halted = [this](pid_t pid) { NoteStopped(pid); };
    notify.on_reaped = [this](pid_t pid, int status) { NoteReaped(pid, status); };
    notify.on_round = [this] { priority_.Look(); };
    backend_ = tracer::MakeNotifyBackend(std::move(notify), sink_);
    seized_.set_value(absl::OkStatus());
  }

  void MakePtraceBackend(tracer::WatchOptions watch) {
    tracer::TellStops(false);
    tracer::PtraceOptions ptrace;
    ptrace.watch = std::move(watch);
    ptrace.mechanism = result_.mechanism;
    ptrace.on_ready = [this](const absl::Status& status) { seized_.set_value(status); };
    ptrace.on_halted = [this](pid_t pid) { NoteStopped(pid); };
    ptrace.on_continued = [this](pid_t pid) { NoteContinued(pid); };
    ptrace.on_reaped = [this](pid_t pid, int status) { NoteReaped(pid, status); };
    auto backend = tracer::MakePtraceBackend(std::move(ptrace), sink_);
    ptrace_backend_ = backend.get();
    backend_ = std::move(backend);
  }

  // Until no process of the tree is left.
  void Loop() {
    while (true) {
      // The table is shared with the child until it says otherwise.
      if (!released_ && launcher_.has_own_descriptors()) {
        ReleaseInherited();
        released_ = true;
      }
      pollfd fds[2] = {{signals_.fd(), POLLIN, 0}, {channel_.fd(), POLLIN, 0}};
      constexpr int kSoonMs = 2;
      const bool continuing = ContinueKeeper();
      const bool wake_again = backend_->NeedsWaking() || continuing;
      poll(fds, keeper_gone_ ? 1 : 2, !released_ ? 1 : wake_again ? kSoonMs : -1);
      signals_.Drain();
      if (!keeper_gone_ && fds[1].revents != 0) {
        const auto message = channel_.Receive();
        if (message) {
          Handle(*message);
        } else {
          keeper_gone_ = true;
          if (!program_ended_) {
            traces() ? KillTracedTree() : KillTree();
            return;
          }
        }
      }
      if (handing_over_) return;
      const bool ended_before = program_ended_;
      const bool any_left = Reap();
      backend_->OnChildSignal();
      // A tracing backend has waited for it a moment before it tells.
      const bool ended = traces() ? ended_before : program_ended_.load();
      if (ended && !reported_) Report(any_left);
      if (!any_left && (reported_ || !traces()) && !KeeperMayStop()) return;
    }
  }

  // As KillTree, but all waiting is left to the backend: who takes the last stop of a traced task
  // and does not let it go on keeps it for ever.
  void KillTracedTree() {
    constexpr int kRounds = 10'000;
    ptrace_backend_->EndWithLast();
    for (int i = 0; i < kRounds && !backend_thread_->done(); ++i) {
      for (const pid_t pid : Children()) kill(pid, SIGKILL);
      const timespec pause = {0, 1'000'000};
      nanosleep(&pause, nullptr);
    }
  }

  void Handle(const ControlMessage& message) {
    if (message.kind == ControlMessage::Kind::kDropSignal) DropSignal(message.number);
    if (message.kind == ControlMessage::Kind::kLeft) keeper_left_ = true;
    // Not any more when all is told already.
    if (message.kind == ControlMessage::Kind::kHandOver && !program_ended_) handing_over_ = true;
  }

  static bool HasEnded(const siginfo_t& info) {
    return info.si_code == CLD_EXITED || info.si_code == CLD_KILLED || info.si_code == CLD_DUMPED;
  }

  // Reap, where the backend waits for those that it traces. Others were orphaned with their end
  // not taken: the backend knows which is which.
  bool ReapTraced() {
    while (true) {
      siginfo_t info = {};
      // Not those of other threads: they are the commands of outputs.
      if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL | __WNOTHREAD) != 0) {
        return errno != ECHILD;
      }
      if (info.si_pid == 0) return true;
      if (!HasEnded(info)) {  // a stop that the backend is about to take
        const timespec pause = {0, 100'000};
        nanosleep(&pause, nullptr);
      } else if (!ptrace_backend_->TakeEnd(info.si_pid).ok()) {
        waitpid(info.si_pid, nullptr, WNOHANG | __WALL | __WNOTHREAD);
      }
    }
  }

  // Waits for whatever has ended. Returns whether children are left.
  bool Reap() {
    if (traces()) return ReapTraced();
    std::lock_guard<std::recursive_mutex> lock(waiting_);
    TellEnd();
    while (true) {
      int status = 0;
      const pid_t pid =
          waitpid(-1, &status, WNOHANG | WUNTRACED | WCONTINUED | __WALL | __WNOTHREAD);
      if (pid == 0) return true;
      if (pid < 0) return errno != ECHILD;
      if (WIFCONTINUED(status)) {
        NoteContinued(pid);
      } else if (WIFSTOPPED(status)) {
        // Of a task that is traced this is a signal that it may ignore.
        const bool stopped = status >> 16 == 0 && IsStopSignal(WSTOPSIG(status)) && !IsTraced(pid);
        backend_->OnChildStatus(pid, status);
        if (stopped) NoteStopped(pid);
      } else {
        NoteReaped(pid, status);
      }
    }
  }

  static bool IsTraced(pid_t pid) {
    const auto status = tracer::ReadProcStatus(pid);
    return status && status->tracer != 0;
  }

  // Before its end is taken: should we be killed between the two, the keeper would not know.
  void TellEnd() {
    siginfo_t info = {};
    constexpr int kLook = WEXITED | WNOHANG | WNOWAIT | __WALL;
    if (program_ended_ || waitid(P_PID, static_cast<id_t>(program_), &info, kLook) != 0 ||
        info.si_pid != program_) {
      return;
    }
    const int code = info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
    channel_.Send({.kind = ControlMessage::Kind::kEnded, .number = code});
  }

  // Called with waiting_ held, from either thread.
  void NoteReaped(pid_t pid, int status) {
    if (pid == program_ && (WIFEXITED(status) || WIFSIGNALED(status))) {
      result_.exit_code = ExitCodeOf(status);
      program_ended_ = true;
      stopped_ = false;
      // Should we not get to the end, this is known.
      channel_.Send({.kind = ControlMessage::Kind::kEnded, .number = result_.exit_code});
      // The other thread must hear of it even if no SIGCHLD comes.
      kill(getpid(), SIGCHLD);
    }
  }

  // Whoever waits for the keeper sees a stop of the program as one of its own. Called from either
  // thread.
  void NoteStopped(pid_t pid) {
    if (pid != program_) return;
    stopped_ = true;
    was_stopped_ = true;
    channel_.Send({.kind = ControlMessage::Kind::kStopped});
  }

  // Called from either thread.
  void NoteContinued(pid_t pid) {
    if (pid != program_ || !stopped_.exchange(false)) return;
    continue_keeper_ = kContinueRounds;
    if (traces()) kill(getpid(), SIGCHLD);
  }

  // The keeper may be about to stop itself: once is not enough. Returns whether to look again soon.
  bool ContinueKeeper() {
    if (stopped_ || keeper_gone_) return false;
    const bool ending = reported_ && KeeperMayStop();
    if (continue_keeper_ == 0 && !ending) return false;
    if (continue_keeper_ > 0) --continue_keeper_;
    const pid_t keeper = getppid();
    if (StateOf(keeper) == 'T') kill(keeper, SIGCONT);
    return true;
  }

  // A stop of the program was told, and the keeper has not said yet that it is through with it: it
  // closes its end of the channel, or leaves, when it has heard of the program's end.
  bool KeeperMayStop() const { return was_stopped_ && !keeper_gone_ && !keeper_left_; }

  static bool IsStopSignal(int s) {
    return s == SIGSTOP || s == SIGTSTP || s == SIGTTIN || s == SIGTTOU;
  }

  void Report(bool any_left) {
    reported_ = true;
    result_.exec_error = launcher_.exec_error();
    result_.tree_left = any_left;
    result_.stats = backend_->stats();
    if (entries_) entries_->AddStats(result_.stats);
    on_program_exit_(result_);
    channel_.Send({.kind = ControlMessage::Kind::kExited,
                   .number = result_.exit_code,
                   .tree_left = any_left});
  }

  const SupervisionOptions& options_;
  ControlChannel channel_;
  tracer::Launcher launcher_;
  tracer::NotificationLog* const log_;
  tracer::UniqueFd to_keep_;  // a copy of the listener, for the keeper
  tracer::LockedSink locked_sink_;
  tracer::Sink& sink_;
  const std::function<void(const SupervisionResult&)>& on_program_exit_;
  ChildSignals signals_;
  std::unique_ptr<tracer::Backend> backend_;
  tracer::PtraceBackend* ptrace_backend_ = nullptr;  // the same, if it is one
  PriorityByNeed priority_;                          // of the next one's thread
  std::optional<BackendThread> backend_thread_;
  std::optional<EntryWatch> entries_;
  std::recursive_mutex waiting_;
  std::promise<absl::Status> seized_;  // or it need not be
  pid_t program_ = -1;
  std::atomic<bool> was_stopped_{false};
  std::atomic<bool> stopped_{false};  // the program, by a signal
  static constexpr int kContinueRounds = 50;
  std::atomic<int> continue_keeper_{0};
  bool released_ = false;
  bool keeper_gone_ = false;
  bool handing_over_ = false;
  std::shared_ptr<tracer::StreamNumbers> stream_;
  bool keeper_left_ = false;  // a guardian is in its place
  bool reported_ = false;
  std::atomic<bool> program_ended_{false};
  SupervisionResult result_;
};

}  // namespace

proto::Start CompletedStart(const SupervisionOptions& options, const char* backend,
                            const std::vector<std::string>& command,
                            const std::vector<std::string>& unsupported) {
  proto::Start start = options.start;
  start.set_backend(backend);
  start.set_time_ns(tracer::NowNs());
  utsname name;
  if (uname(&name) == 0) start.set_kernel_release(name.release);
  for (const std::string& arg : command) start.add_command(arg);
  for (const std::string& event : unsupported) {
    start.add_blind_spots("event " + event + " is not observed");
  }
  return start;
}

absl::Status AfterStart(const SupervisionOptions& options) {
  return options.after_start ? options.after_start() : absl::OkStatus();
}

tracer::WatchOptions CompletedWatch(const SupervisionOptions& options, tracer::WatchPlan& plan) {
  tracer::WatchOptions watch = options.collect;
  watch.numbers = std::move(plan.numbers);
  watch.own_pids = {getpid()};
  return watch;
}

absl::Status Supervise(const SupervisionOptions& options, ControlChannel channel,
                       tracer::Launcher launcher, tracer::NotificationLog* log, tracer::Sink& sink,
                       const std::function<void(const SupervisionResult&)>& on_program_exit) {
  return Supervisor(options, std::move(channel), std::move(launcher), log, sink, on_program_exit)
      .Run();
}

}  // namespace falco_run::app
