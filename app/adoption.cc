// SPDX-License-Identifier: Apache-2.0
#include "app/adoption.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "app/backend_thread.h"
#include "app/child_signals.h"
#include "app/entry_watch.h"
#include "app/file_limit.h"
#include "app/handover.h"
#include "app/kill_behind.h"
#include "app/priority_by_need.h"
#include "app/process_tree.h"
#include "tracer/child_stops.h"
#include "tracer/listener.h"
#include "tracer/locked_sink.h"
#include "tracer/namespace_watcher.h"
#include "tracer/notify_backend.h"
#include "tracer/proc_status.h"

namespace falco_run::app {
namespace {

constexpr const char* kGapSentence = "a call while no engine was there: it was let through";

constexpr const char* kUnfinishedSentence =
    "a call that waited when the engine was replaced: its outcome was not seen";

class Adopter {
 public:
  Adopter(const SupervisionOptions& options, ControlChannel channel, Takeover takeover,
          tracer::Sink& sink, const std::function<void(const SupervisionResult&)>& on_program_exit)
      : options_(options),
        channel_(std::move(channel)),
        takeover_(std::move(takeover)),
        locked_sink_(sink),
        sink_(options.watch_namespace ? locked_sink_ : sink),
        on_program_exit_(on_program_exit) {}

  absl::Status Run(tracer::NotificationLog* log, const std::function<void(const Gap&)>& on_gap) {
    (void)!chdir("/");
    // A keeper of an older version does not tell.
    if (const auto keeper = tracer::ReadProcStat(takeover_.keeper)) {
      earlier_ = {takeover_.keeper, keeper->start_ticks, /*until_ticks=*/0};
    }
    tracer::WatchPlan plan = tracer::MakeWatchPlan(options_.watch);
    result_.unsupported = plan.unsupported;
    if (const absl::Status status = signals_.Open(); !status.ok()) return status;
    RaiseFileLimit();
    tracer::TellStops(true);
    kept_.reset(fcntl(takeover_.listener.get(), F_DUPFD_CLOEXEC, 0));
    sink_.OnStart(CompletedStart(options_, "notify", options_.argv, result_.unsupported));
    if (const absl::Status status = AfterStart(options_); !status.ok()) return status;
    tracer::WatchOptions watch = CompletedWatch(options_, plan);
    tracer::NotifyOptions notify;
    notify.listener = std::move(takeover_.listener);
    notify.log = log;
    stream_ = watch.stream;
    notify.watch = watch;
    const proto::TakeoverState state = TakeState(takeover_.state);
    stream_->process = state.last_process_id();
    stream_->event = state.last_event();
    unfinished_ = state.unfinished();
    notify.watch.known = {state.processes().begin(), state.processes().end()};
    notify.waiting = &waiting_;
    notify.on_halted = [](pid_t) {};
    notify.on_reaped = [](pid_t, int) {};
    notify.on_round = [this] { priority_.Look(); };
    backend_ = tracer::MakeNotifyBackend(std::move(notify), sink_);

    NoteTree();
    channel_.Send({.kind = ControlMessage::Kind::kReady});
    keeper_gone_ = !WaitForGap(on_gap);
    if (keeper_gone_ && MustEndTree()) {
      KillWatched();
      return absl::CancelledError("the keeper is gone");
    }
    if (options_.live != nullptr) options_.live->Set(backend_.get());
    backend_thread_.emplace(*backend_, [this] { priority_.Start(); });
    if (options_.watch_namespace) entries_.emplace(nullptr, watch, sink_, earlier_);
    Loop();
    entries_.reset();
    backend_thread_->Stop();
    if (handing_over_) {
      HandOver(channel_, *backend_, *stream_, options_.deliver, [this] {
        if (MustEndTree()) KillWatched();
      });
    }
    if (options_.live != nullptr) options_.live->Set(nullptr);
    return absl::OkStatus();
  }

 private:
  // From its answer on, the keeper no longer receives.
  bool WaitForGap(const std::function<void(const Gap&)>& on_gap) {
    while (const auto message = channel_.Receive()) {
      if (message->kind != ControlMessage::Kind::kGap) {
        Handle(*message);
        continue;
      }
      gap_calls_ = message->calls;
      on_gap({takeover_.reason, takeover_.handed_over, message->calls,
              std::chrono::nanoseconds(message->ns)});
      return true;
    }
    return false;
  }

  void Loop() {
    // Until everything is told and no task is left behind the filter.
    bool tree_gone = false;
    while (!(backend_thread_->done() && (reported_ || takeover_.program == 0))) {
      if (ended_ && !reported_) Report();
      // The listener hangs up with the last task of the tree, and the backend ends with it.
      pollfd fds[3] = {{signals_.fd(), POLLIN, 0},
                       {keeper_gone_ ? -1 : channel_.fd(), POLLIN, 0},
                       {tree_gone ? -1 : kept_.get(), 0, 0}};
      constexpr int kSoonMs = 2;
      const bool look_again = backend_->NeedsWaking() || tree_gone;
      constexpr int kHaltedMs = 20;  // nobody tells when the program goes on
      poll(fds, 3, look_again ? kSoonMs : halted_ ? kHaltedMs : -1);
      if (fds[2].revents != 0) tree_gone = true;
      signals_.Drain();
      backend_->OnChildSignal();
      if (!keeper_gone_ && fds[1].revents != 0) {
        const auto message = channel_.Receive();
        if (message) {
          Handle(*message);
        } else {
          keeper_gone_ = true;
          if (MustEndTree()) return KillWatched();
        }
      }
      if (halted_) ContinueKeeper();
      if (handing_over_) return;
    }
  }

  void Handle(const ControlMessage& message) {
    switch (message.kind) {
      case ControlMessage::Kind::kDropSignal:
        DropSignal(message.number);
        break;
      case ControlMessage::Kind::kHandOver:
        handing_over_ = !ended_;
        break;
      case ControlMessage::Kind::kLooked:
        earlier_ = {takeover_.keeper, message.calls, message.ns};
        break;
      case ControlMessage::Kind::kStopped:
        halted_ = true;
        break;
      case ControlMessage::Kind::kEnded:
        ended_ = true;
        result_.exit_code = message.number;
        result_.tree_left = message.tree_left;
        break;
      default:
        break;
    }
  }

  // The keeper stops with the program, and cannot see then that it goes on.
  void ContinueKeeper() {
    const char state = StateOf(takeover_.program);
    if (state == 'T' || state == 't') return;
    if (StateOf(takeover_.keeper) != 'T') return;  // not yet
    halted_ = false;
    kill(takeover_.keeper, SIGCONT);
  }

  // Remembers what is there now: the program and what its tree left behind are the keeper's.
  void NoteTree() {
    std::vector<std::pair<pid_t, uint64_t>> tree;
    for (const pid_t pid : DescendantsOf(takeover_.keeper)) {
      if (pid == getpid()) continue;
      if (const auto stat = tracer::ReadProcStat(pid)) tree.emplace_back(pid, stat->start_ticks);
    }
    // Else the number may be somebody else's by now.
    if (getppid() == takeover_.keeper) tree_ = std::move(tree);
  }

  // When the keeper is gone. What the program left behind when it ended goes on.
  bool MustEndTree() const { return takeover_.program != 0 && !ended_; }

  // Else the number is somebody else's by now.
  static bool IsBehindFilter(pid_t pid) {
    constexpr std::string_view kByFilter = "2";
    return pid > 0 && tracer::StatusText(pid).Value("Seccomp") == kByFilter;
  }

  // As when an engine finds its keeper dead, but the tree is not below this process: who is known
  // is killed, and so is whoever calls.
  void KillWatched() {
    constexpr auto kPatience = std::chrono::seconds(2);
    if (backend_thread_) backend_thread_->Stop();
    // The keeper may have been gone before the tree was noted.
    if (tree_.empty() && IsBehindFilter(takeover_.program)) {
      KillWithDescendants(takeover_.program);
    }
    for (const auto& [pid, start] : tree_) {
      const auto stat = tracer::ReadProcStat(pid);
      if (stat && stat->start_ticks == start) KillWithDescendants(pid);
    }
    tracer::Listener listener(std::move(kept_));
    KillBehind(listener, kPatience, [this] {
      for (const pid_t pid : backend_->Processes()) KillWithDescendants(pid);
    });
  }

  void Report() {
    reported_ = true;
    result_.stats = backend_->stats();
    if (gap_calls_ > 0) result_.stats.blind_spots[kGapSentence] += gap_calls_;
    if (unfinished_ > 0) result_.stats.blind_spots[kUnfinishedSentence] += unfinished_;
    if (entries_) entries_->AddStats(result_.stats);
    on_program_exit_(result_);
    channel_.Send({.kind = ControlMessage::Kind::kExited,
                   .number = result_.exit_code,
                   .tree_left = result_.tree_left});
  }

  const SupervisionOptions& options_;
  ControlChannel channel_;
  Takeover takeover_;
  tracer::LockedSink locked_sink_;
  tracer::Sink& sink_;
  const std::function<void(const SupervisionResult&)>& on_program_exit_;
  ChildSignals signals_;
  tracer::UniqueFd kept_;  // a copy of the listener
  std::recursive_mutex waiting_;
  std::unique_ptr<tracer::Backend> backend_;
  PriorityByNeed priority_;  // of the next one's thread
  std::optional<BackendThread> backend_thread_;
  std::optional<EntryWatch> entries_;
  std::vector<std::pair<pid_t, uint64_t>> tree_;  // at the beginning: pid, start time
  SupervisionResult result_;
  uint64_t gap_calls_ = 0;
  tracer::EarlierWatch earlier_;  // for what enters
  uint64_t unfinished_ = 0;
  bool halted_ = false;  // the program, and the keeper is to stop, too
  bool ended_ = false;   // the program
  bool handing_over_ = false;
  std::shared_ptr<tracer::StreamNumbers> stream_;
  bool reported_ = false;
  bool keeper_gone_ = false;
};

}  // namespace

absl::Status SuperviseAdopted(
    const SupervisionOptions& options, ControlChannel channel, Takeover takeover,
    tracer::NotificationLog* log, tracer::Sink& sink, const std::function<void(const Gap&)>& on_gap,
    const std::function<void(const SupervisionResult&)>& on_program_exit) {
  return Adopter(options, std::move(channel), std::move(takeover), sink, on_program_exit)
      .Run(log, on_gap);
}

}  // namespace falco_run::app
