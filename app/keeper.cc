// SPDX-License-Identifier: Apache-2.0
#include "app/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "app/control_channel.h"
#include "app/descriptors.h"
#include "app/kept_listener.h"
#include "app/process_tree.h"
#include "app/takeover_environment.h"
#include "app/upgrade_socket.h"
#include "tracer/clock.h"
#include "tracer/proc_status.h"

namespace falco_run::app {
namespace {

// As shells do for a command that they could not run.
constexpr int kInternalFailure = 125;

// Everything that can be blocked but what a fault of our own raises.
sigset_t PassedSignals() {
  sigset_t set;
  sigfillset(&set);
  for (const int s : {SIGFPE, SIGILL, SIGSEGV, SIGBUS, SIGABRT, SIGTRAP, SIGSYS}) {
    sigdelset(&set, s);
  }
  return set;
}

bool IsStopSignal(int s) { return s == SIGTSTP || s == SIGTTIN || s == SIGTTOU; }

void SleepMs(long ms) {
  const timespec t = {ms / 1000, (ms % 1000) * 1'000'000};
  nanosleep(&t, nullptr);
}

class Keeper {
 public:
  Keeper(const KeeperOptions& options, const EngineMain& engine_main)
      : options_(options), engine_main_(engine_main) {}

  int Run() {
    const sigset_t passed = PassedSignals();
    sigprocmask(SIG_BLOCK, &passed, &inherited_.mask);
    // Waiting needs SIGCHLD's default action.
    struct sigaction chld = {};
    struct sigaction old = {};
    chld.sa_handler = SIG_DFL;
    sigaction(SIGCHLD, &chld, &old);
    inherited_.ignore_sigchld = old.sa_handler == SIG_IGN;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    if (char* directory = getcwd(nullptr, 0)) {
      directory_ = directory;
      std::free(directory);
    }
    if (!StartEngine(std::nullopt)) return Fail("fork");
    for (const int fd : options_.descriptors) fcntl(fd, F_SETFD, FD_CLOEXEC);
    ReleaseInherited();
    signals_.reset(signalfd(-1, &passed, SFD_CLOEXEC));
    if (!signals_.valid()) return Fail("signalfd");
    upgrade_socket_.Open();
    return Loop();
  }

 private:
  using Clock = std::chrono::steady_clock;

  static int Fail(const char* what) {
    std::fprintf(stderr, "falco-run: %s: %s\n", what, std::strerror(errno));
    return kInternalFailure;
  }

  bool StartEngine(std::optional<Takeover> takeover) {
    ControlChannel engine_end;
    if (!ControlChannel::MakePair(channel_, engine_end)) return false;
    const pid_t pid = fork();
    if (pid < 0) {
      channel_.Close();
      return false;
    }
    if (pid == 0) {
      channel_.Close();
      signals_.reset();
      upgrade_socket_.Close();
      if (takeover && binary_.valid()) {
        ExecTakeover(binary_.get(), options_.arguments, engine_end, *takeover, kept_.log_fd());
        std::fprintf(stderr, "falco-run: the new binary: %s\n", std::strerror(errno));
        _exit(kInternalFailure);
      }
      const int code =
          engine_main_(std::move(engine_end), {inherited_, kept_.log(), std::move(takeover)});
      std::fflush(nullptr);
      _exit(code);
    }
    engine_ = pid;
    engine_ended_.reset();
    return true;
  }

  // Until there is an exit status for whoever started us.
  int Loop() {
    while (!result_) {
      pollfd fds[4] = {{signals_.get(), POLLIN, 0},
                       {channel_.fd(), POLLIN, 0},
                       {kept_.in_gap() && !OldOneIsEnding() ? kept_.fd() : -1, POLLIN, 0},
                       {upgrade_socket_.fd(), POLLIN, 0}};
      if (poll(fds, 4, Timeout()) >= 0) {
        if (fds[1].revents != 0) HandleMessage();
        if (fds[0].revents != 0) HandleSignal();
        NoticeEnd();
        if (fds[2].revents != 0 && kept_.in_gap()) kept_.Serve();
        if (fds[3].revents != 0 || upgrade_socket_.PatienceMs() == 0) BeginUpgrade();
      }
      if (kept_.in_gap() && !has_engine()) Restart();
      if (upgrade_ && handed_over_ && !new_started_ && !has_engine() && engine_ended_) StartNew();
      if (upgrade_ && upgrade_by_ && Clock::now() > *upgrade_by_) GiveUpgradeUp();
    }
    return *result_;
  }

  bool has_engine() const { return channel_.fd() >= 0; }

  // In the kernel, which may take seconds for it while calls keep it busy: these wait a moment.
  bool OldOneIsEnding() const {
    constexpr auto kPatience = std::chrono::milliseconds(100);
    return !has_engine() && !engine_ended_ && Clock::now() < gap_begin_ + kPatience;
  }

  // An engine that has ended is gone even if its end of the channel is still open: the program has
  // it, too, until its exec.
  void NoticeEnd() {
    while (engine_ended_ && has_engine() && !result_) {
      pollfd waiting = {channel_.fd(), POLLIN, 0};
      poll(&waiting, 1, 0) > 0 ? HandleMessage() : EngineGone();
    }
  }

  // -1: none.
  int Timeout() const {
    const int own = OwnTimeout(), patience = upgrade_socket_.PatienceMs();
    return own < 0 || patience < 0 ? std::max(own, patience) : std::min(own, patience);
  }

  int OwnTimeout() const {
    if (upgrade_ && upgrade_by_) return std::max<int>(1, static_cast<int>(MsUntil(*upgrade_by_)));
    if (!kept_.in_gap() || has_engine()) return -1;
    constexpr int kSoonMs = 5;  // the engine is about to be gone altogether
    return engine_ended_ ? std::max<int>(1, static_cast<int>(MsUntil(restart_at_))) : kSoonMs;
  }

  void HandleMessage() {
    tracer::UniqueFd fd;
    const auto message = channel_.Receive(&fd);
    if (!message) {
      EngineGone();
      return;
    }
    switch (message->kind) {
      case ControlMessage::Kind::kStarted:
        program_ = message->program;
        traced_ = message->number != 0;
        if (fd.valid()) kept_.Keep(std::move(fd));
        break;
      case ControlMessage::Kind::kStopped:
        if (getpid() != 1) StopToo();
        break;
      case ControlMessage::Kind::kEnded:
        exit_code_ = message->number;
        break;
      case ControlMessage::Kind::kReady: {
        const KeptListener::Gap gap = kept_.EndGap();
        failed_starts_ = 0;
        state_.reset();  // from here on it is out of date
        if (upgrade_ && new_started_) EndUpgrade();
        channel_.Send({.kind = ControlMessage::Kind::kLooked,
                       .calls = began_ticks_,
                       .ns = unwatched_since_.value_or(tracer::BootTicks())});
        unwatched_since_.reset();
        channel_.Send({.kind = ControlMessage::Kind::kGap,
                       .calls = gap.calls,
                       .ns = static_cast<uint64_t>(gap.length.count())});
        if (std::exchange(stops_later_, false)) ProgramStopped();
        break;
      }
      case ControlMessage::Kind::kState:
        state_ = std::move(fd);
        handed_over_ = true;
        handover_begin_ = Clock::now();
        upgrade_by_.reset();  // how long it waits for its outputs is its own affair
        break;
      case ControlMessage::Kind::kExited:
        Finish(message->number, message->tree_left);
        break;
      default:
        break;
    }
  }

  // The program has ended, and all of it was told. What it left behind stays with the engine.
  void Finish(int code, bool tree_left) {
    if (upgrade_) FailUpgrade("the program has ended");
    unwatched_since_.reset();
    if (tree_left && kept_.valid() && getpid() != 1 && LeaveGuardian()) return;
    channel_.Close();  // the engine need not continue us any more
    if (!tree_left) waitpid(engine_, nullptr, 0);
    result_ = code;
  }

  // True in the copy of this process that stays with the engine.
  bool LeaveGuardian() {
    channel_.Send({.kind = ControlMessage::Kind::kLeft});
    if (fork() != 0) return false;
    guardian_ = true;
    engines_before_me_ = engines_;
    program_ = 0;
    exit_code_.reset();
    if (!options_.keep_stderr) dup2(STDIN_FILENO, STDERR_FILENO);  // it is /dev/null
    return true;
  }

  // The other end was closed.
  void EngineGone() {
    channel_.Close();
    // Ours are only those that we have started.
    const bool others = guardian_ && engines_ == engines_before_me_;
    if (upgrade_ && handed_over_ && !new_started_) {
      if (others) engine_ended_ = 0;  // else it may have outputs to wait for
    } else if (guardian_ && kept_.finished()) {
      result_ = 0;
    } else if (options_.kill_on_failure || !kept_.valid() || ended_by_ != 0) {
      EndTree();
    } else {
      parent_ = true;
      kept_.BeginGap();
      gap_begin_ = Clock::now();
      if (!unwatched_since_) unwatched_since_ = tracer::BootTicks();
      if (upgrade_) FailUpgrade("it ended before it could watch; the old one goes on");
      if (others) engine_ended_ = 0;
    }
  }

  // Asks the engine to hand over.
  void BeginUpgrade() {
    auto request = upgrade_socket_.Look();
    if (!request) return;
    if (!kept_.valid() || !has_engine() || kept_.in_gap() || upgrade_ || exit_code_) {
      request->Answer(!kept_.valid() ? "failed: not with ptrace: calls would fail meanwhile"
                                     : "failed: not now, something else is going on");
      return;
    }
    binary_before_ = std::exchange(binary_, request->TakeBinary());
    upgrade_ = std::move(request);
    handed_over_ = new_started_ = false;
    unwatched_since_ = tracer::BootTicks();
    upgrade_by_ = Clock::now() + kHandOverTime;
    channel_.Send({.kind = ControlMessage::Kind::kHandOver});
  }

  // The engine has handed over, and ended.
  void StartNew() {
    parent_ = true;
    new_started_ = true;
    upgrade_by_ = Clock::now() + kNewStartTime;
    if (!StartEngine(MakeTakeover("was replaced"))) {
      kept_.BeginGap();
      engine_ended_ = kInternalFailure << 8;
      FailUpgrade("no process could be made for it; the old one goes on");
    }
    if (exit_code_) TellEnd();
  }

  void EndUpgrade() {
    const auto ms = std::chrono::ceil<std::chrono::milliseconds>(Clock::now() - handover_begin_);
    binary_before_.reset();
    upgrade_->Answer("ok: the new engine, process " + std::to_string(engine_) +
                     ", watches; calls waited for at most " + std::to_string(ms.count()) + " ms");
    upgrade_.reset();
  }

  // What has watched before is started instead.
  void FailUpgrade(const std::string& why) {
    binary_ = std::move(binary_before_);
    upgrade_->Answer("failed: " + why);
    upgrade_.reset();
  }

  void GiveUpgradeUp() {
    upgrade_by_.reset();
    if (!handed_over_) {  // it has been told to stop: it would not watch again
      reason_to_kill_ = "did not hand over within " + std::to_string(kHandOverTime.count()) +
                        " s, and was killed";
      FailUpgrade("the old engine " + reason_to_kill_ +
                  (options_.kill_on_failure ? "; the program ends with it (--on-failure=kill)"
                                            : "; a new one of the same binary goes on"));
    }
    // Its end is seen as ever.
    kill(engine_, SIGKILL);
  }

  Takeover MakeTakeover(const std::string& reason) {
    Takeover takeover;
    takeover.listener.reset(fcntl(kept_.fd(), F_DUPFD_CLOEXEC, 0));
    takeover.keeper = getpid();
    takeover.program = program_;
    takeover.directory = directory_;
    takeover.reason = reason;
    takeover.number = ++engines_;
    takeover.handed_over = upgrade_.has_value();
    if (state_.valid()) takeover.state.reset(fcntl(state_.get(), F_DUPFD_CLOEXEC, 0));
    return takeover;
  }

  // Nobody can or shall watch any more.
  void EndTree() {
    const int status = WaitForEngine();
    if (guardian_) {  // what is left is not below it, and nobody waits for it
      kept_.KillRest();
      result_ = 0;
      return;
    }
    if (exit_code_) {  // the program has ended before: its daemons may be left
      KillTree();
      // By the engine's end, if we have ended that before anything was started.
      result_ = ended_by_ != 0 ? 128 + ended_by_ : *exit_code_;
      return;
    }
    if (program_ == 0 && WIFEXITED(status)) {
      result_ = WEXITSTATUS(status);
      return;
    }
    if (program_ > 0) kill(program_, SIGKILL);  // even where there is no /proc
    if (ended_by_ == 0 && WIFSIGNALED(status)) {
      std::fprintf(stderr, "falco-run: the engine %s; ending the program\n",
                   Describe(status).c_str());
    }
    KillTree();
    const int code = ended_by_ != 0 ? 128 + ended_by_ : ExitCodeOf(status);
    result_ = code == 0 ? kInternalFailure : code;
  }

  int WaitForEngine() {
    int status = 0;
    if (engine_ended_) return *engine_ended_;
    while (waitpid(engine_, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
  }

  static std::string Describe(int status) {
    if (!WIFSIGNALED(status)) return "ended with status " + std::to_string(WEXITSTATUS(status));
    return "was killed by signal " + std::to_string(WTERMSIG(status)) + " (" +
           strsignal(WTERMSIG(status)) + ")";
  }

  // In a gap, without an engine: starts one when it is time to.
  void Restart() {
    Reap();
    if (result_ || !engine_ended_) return;
    if (EndWasLost()) exit_code_ = 128 + SIGKILL;
    if (!restart_planned_) {
      restart_planned_ = true;
      // The first after one that had watched is started at once.
      const int delay_s = failed_starts_ < 2 ? 0 : 1 << std::min(failed_starts_ - 2, 5);
      restart_at_ = Clock::now() + std::chrono::seconds(delay_s);
      ++failed_starts_;
      reason_ = std::exchange(reason_to_kill_, "");
      if (reason_.empty()) reason_ = Describe(*engine_ended_);
      std::fprintf(
          stderr, "falco-run: the engine %s; the program goes on, and a new one is started%s\n",
          reason_.c_str(), delay_s == 0 ? "" : (" in " + std::to_string(delay_s) + " s").c_str());
    }
    if (exit_code_ && failed_starts_ > 1) {
      // Nothing will come of it soon.
      if (kept_.finished() || getpid() == 1 || !LeaveGuardian()) result_ = *exit_code_;
      if (result_) return;
    }
    if (Clock::now() < restart_at_) return;
    restart_planned_ = false;
    // One that cannot even start is not tried again.
    if (failed_starts_ > 2) binary_.reset();
    if (!StartEngine(MakeTakeover(reason_))) engine_ended_ = kInternalFailure << 8;
    if (exit_code_) TellEnd();
  }

  // An engine that was killed had waited for the program, and not yet said so.
  bool EndWasLost() const {
    return !guardian_ && program_ > 0 && !exit_code_ && kill(program_, 0) != 0 && errno == ESRCH;
  }

  void HandleSignal() {
    signalfd_siginfo info;
    if (read(signals_.get(), &info, sizeof info) != static_cast<ssize_t>(sizeof info)) return;
    const int signal = static_cast<int>(info.ssi_signo);
    if (signal == SIGCHLD) {
      Reap();
      return;
    }
    if (guardian_) return;
    const bool engine_got = EngineGot(signal);
    if (program_ == 0) {
      // Nothing to protect yet: behave as without us.
      const bool ends =
          signal == SIGTERM || signal == SIGINT || signal == SIGHUP || signal == SIGQUIT;
      if (ends && !IsIgnored(signal)) {
        ended_by_ = signal;
        kill(engine_, SIGKILL);
      }
      return;
    }
    // What was sent to the whole group (by the terminal, the shell's `kill %1`, kill(0, s) in the
    // program) has reached the program already; what was sent to us alone is meant for it: a
    // terminal's hangup reaches the session's leader only, `killall falco-run` not the program.
    const bool to_group = engine_got && getpgid(program_) == getpgrp() &&
                          (info.ssi_code == SI_KERNEL || IsNear(static_cast<pid_t>(info.ssi_pid)));
    if (!to_group) kill(program_, signal);
    // The engine tells when a traced program has stopped.
    if (IsStopSignal(signal) && !traced_) StopWithProgram();
  }

  // Who started us, or a process of the program.
  static bool IsNear(pid_t sender) {
    return sender == getppid() || IsBelow(sender, getpid()).value_or(false);
  }

  // The engine is of our group and blocks what we pass on: a signal to the group waits there,
  // too. The engine is then told to drop it.
  bool EngineGot(int signal) {
    SleepMs(2);  // the sender may still be at it
    const tracer::StatusText status(engine_);
    const std::string_view digits = status.Value("ShdPnd");
    uint64_t pending = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), pending, 16);
    if ((pending >> (signal - 1) & 1) == 0) return false;
    channel_.Send({.kind = ControlMessage::Kind::kDropSignal, .number = signal});
    return true;
  }

  // The shell that waits for us must see the stop that it asked for.
  void StopWithProgram() {
    for (int i = 0; i < 100 && !IsStopped(); ++i) SleepMs(2);
    StopToo();
  }

  // While the program is stopped, so are we; the engine continues us with it.
  void StopToo() {
    if (kept_.in_gap() || upgrade_) {  // the next engine needs us, and continues us
      stops_later_ = true;
      return;
    }
    if (!IsStopped()) return;  // it ignores the signal, or goes on already: so do we
    kill(getpid(), SIGSTOP);
    // Continued. "fg" reaches the whole group; `kill -CONT` on us alone does not.
    SleepMs(1);
    if (IsStopped()) kill(program_, SIGCONT);
  }

  // While it is traced, or in a call that is followed, it shows as traced, which it also does for
  // moments when it runs.
  bool IsStopped() const {
    constexpr int kMoments = 8;
    for (int i = 0; i < kMoments; ++i) {
      const char state = StateOf(program_);
      if (state == 'T') return true;
      if (state != 't') return false;
      SleepMs(1);
    }
    return true;
  }

  // Orphans come to the first engine, and to us only those that it could not adopt. When it is
  // gone, all are ours.
  void Reap() {
    while (true) {
      int status = 0;
      const pid_t pid = waitpid(-1, &status, WNOHANG | __WALL | (parent_ ? WUNTRACED : 0));
      if (pid <= 0) return;
      if (pid == engine_) {
        if (WIFSTOPPED(status)) continue;
        engine_ended_ = status;
        parent_ = true;  // what it leaves is ours, and may be the next that waits here
      } else if (pid == program_ && (parent_ || (kept_.valid() && !exit_code_))) {
        // It may be ours before the channel of its engine is closed.
        WIFSTOPPED(status) ? ProgramStopped() : ProgramEnded(status);
      }
    }
  }

  void ProgramStopped() {
    // The engine continues us.
    channel_.Send({.kind = ControlMessage::Kind::kStopped});
    if (getpid() != 1) StopToo();
  }

  void ProgramEnded(int status) {
    exit_code_ = ExitCodeOf(status);
    TellEnd();
  }

  void TellEnd() {
    if (has_engine()) {
      channel_.Send({.kind = ControlMessage::Kind::kEnded,
                     .number = *exit_code_,
                     .tree_left = !kept_.finished()});
    }
  }

  static constexpr auto kHandOverTime = std::chrono::seconds(30);
  static constexpr auto kNewStartTime = std::chrono::seconds(5);
  static int64_t MsUntil(Clock::time_point t) {
    return std::chrono::ceil<std::chrono::milliseconds>(t - Clock::now()).count();
  }

  const KeeperOptions& options_;
  const EngineMain& engine_main_;
  tracer::InheritedSignals inherited_;
  ControlChannel channel_;
  tracer::UniqueFd signals_;
  pid_t engine_ = -1;
  pid_t program_ = 0;
  bool traced_ = false;
  int ended_by_ = 0;  // the signal that ended us before the program was started

  KeptListener kept_;
  UpgradeSocket upgrade_socket_;
  std::optional<UpgradeSocket::Request> upgrade_;  // that is being carried out
  tracer::UniqueFd binary_;                        // of new engines; invalid: our own
  tracer::UniqueFd binary_before_;                 // upgrade_: the same, should it fail
  tracer::UniqueFd state_;                         // that came from an engine
  bool handed_over_ = false;
  bool new_started_ = false;
  std::optional<Clock::time_point> upgrade_by_;  // its next step
  Clock::time_point handover_begin_;
  const uint64_t began_ticks_ = tracer::BootTicks();
  std::optional<uint64_t>
      unwatched_since_;  // ticks, too: the engine was told to stop, or had ended
  std::string directory_;
  std::optional<int> engine_ended_;  // its wait status
  std::optional<int> exit_code_;     // the program's, once it has ended
  std::optional<int> result_;        // what is to be returned
  bool parent_ = false;              // the program is our child
  bool guardian_ = false;            // see LeaveGuardian
  bool restart_planned_ = false;
  bool stops_later_ = false;     // as the program has, when an engine watches
  Clock::time_point gap_begin_;  // when an engine was gone
  Clock::time_point restart_at_;
  int failed_starts_ = 0;           // engines in a row that never watched, and the last that did
  std::string reason_;              // why the last one ended
  std::string reason_to_kill_;      // why we have killed it
  unsigned engines_ = 0;            // that ended and were replaced
  unsigned engines_before_me_ = 0;  // guardian_: when this process was made
};

}  // namespace

int RunKeeper(const KeeperOptions& options, const EngineMain& engine_main) {
  return Keeper(options, engine_main).Run();
}

}  // namespace falco_run::app
