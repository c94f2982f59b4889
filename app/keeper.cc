// SPDX-License-Identifier: Apache-2.0
#include "app/keeper.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <string_view>
#include <utility>

#include "app/descriptors.h"
#include "app/process_tree.h"
#include "tracer/proc_file.h"
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
  explicit Keeper(const EngineMain& engine_main) : engine_main_(engine_main) {}

  int Run() {
    const sigset_t passed = PassedSignals();
    sigprocmask(SIG_BLOCK, &passed, &inherited_.mask);
    // Waiting needs SIGCHLD's default action; stops of children are of no interest.
    struct sigaction chld = {};
    struct sigaction old = {};
    chld.sa_handler = SIG_DFL;
    chld.sa_flags = SA_NOCLDSTOP;
    sigaction(SIGCHLD, &chld, &old);
    inherited_.ignore_sigchld = old.sa_handler == SIG_IGN;
    prctl(PR_SET_CHILD_SUBREAPER, 1);

    ControlChannel engine_end;
    if (!ControlChannel::MakePair(channel_, engine_end)) return Fail("socketpair");
    engine_ = fork();
    if (engine_ < 0) return Fail("fork");
    if (engine_ == 0) {
      channel_.Close();
      const int code = engine_main_(std::move(engine_end), inherited_);
      std::fflush(nullptr);
      _exit(code);
    }
    engine_end.Close();
    ReleaseInherited();
    signals_.reset(signalfd(-1, &passed, SFD_CLOEXEC));
    if (!signals_.valid()) return Fail("signalfd");
    return Loop();
  }

 private:
  static int Fail(const char* what) {
    std::fprintf(stderr, "falco-run: %s: %s\n", what, std::strerror(errno));
    return kInternalFailure;
  }

  int Loop() {
    while (true) {
      pollfd fds[2] = {{signals_.get(), POLLIN, 0}, {channel_.fd(), POLLIN, 0}};
      if (poll(fds, 2, -1) < 0) continue;
      if (fds[1].revents != 0) {
        const auto message = channel_.Receive();
        if (!message) return EngineGone();
        if (message->kind == ControlMessage::Kind::kExited) return Finish(*message);
        program_ = message->program;
        if (message->kind == ControlMessage::Kind::kStarted) traced_ = message->number != 0;
        if (message->kind == ControlMessage::Kind::kStopped && getpid() != 1) StopToo();
      }
      if (fds[0].revents != 0) HandleSignal();
    }
  }

  // The program has ended. What it left behind stays with the engine, which goes on.
  int Finish(const ControlMessage& message) {
    channel_.Close();  // the engine need not continue us any more
    if (!message.tree_left) waitpid(engine_, nullptr, 0);
    return message.number;
  }

  int EngineGone() {
    int status = 0;
    while (waitpid(engine_, &status, 0) < 0 && errno == EINTR) {
    }
    if (program_ == 0 && WIFEXITED(status)) return WEXITSTATUS(status);
    if (program_ > 0) kill(program_, SIGKILL);  // even where there is no /proc
    if (ended_by_ != 0) {
      KillTree();
      return 128 + ended_by_;
    }
    if (WIFSIGNALED(status)) {
      std::fprintf(stderr,
                   "falco-run: the engine was killed by signal %d (%s); ending the program\n",
                   WTERMSIG(status), strsignal(WTERMSIG(status)));
    }
    KillTree();
    return ExitCodeOf(status) == 0 ? kInternalFailure : ExitCodeOf(status);
  }

  void HandleSignal() {
    signalfd_siginfo info;
    if (read(signals_.get(), &info, sizeof info) != static_cast<ssize_t>(sizeof info)) return;
    const int signal = static_cast<int>(info.ssi_signo);
    if (signal == SIGCHLD) {
      ReapOrphans();
      return;
    }
    const bool engine_got = EngineGot(signal);
    if (program_ == 0) {
      // Nothing to protect yet: behave as without us.
      const bool ends =
          signal == SIGTERM || signal == SIGINT || signal == SIGHUP || signal == SIGQUIT;
      struct sigaction action;
      if (ends && sigaction(signal, nullptr, &action) == 0 && action.sa_handler != SIG_IGN) {
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
  bool IsNear(pid_t sender) const {
    if (sender == getppid()) return true;
    for (int depth = 0; sender > 1 && depth < 64; ++depth) {
      if (sender == program_ || sender == getpid()) return true;
      const auto stat = tracer::ReadProcStat(sender);
      sender = stat ? stat->ppid : 0;
    }
    return false;
  }

  // The engine is of our group and blocks what we pass on: a signal to the group waits there,
  // too. The engine is then told to drop it.
  bool EngineGot(int signal) {
    SleepMs(2);  // the sender may still be at it
    char buffer[4096];
    const std::string_view text = tracer::ReadProcFile(engine_, "status", buffer);
    constexpr std::string_view kKey = "ShdPnd:\t";
    const size_t at = text.find(kKey);
    if (at == std::string_view::npos) return false;
    uint64_t pending = 0;
    std::from_chars(text.data() + at + kKey.size(), text.data() + text.size(), pending, 16);
    if ((pending >> (signal - 1) & 1) == 0) return false;
    channel_.Send({ControlMessage::Kind::kDropSignal, 0, signal, false});
    return true;
  }

  // The shell that waits for us must see the stop that it asked for.
  void StopWithProgram() {
    for (int i = 0; i < 100 && !IsStopped(); ++i) SleepMs(2);
    StopToo();
  }

  // While the program is stopped, so are we; the engine continues us with it.
  void StopToo() {
    if (!IsStopped()) return;  // it ignores the signal, or goes on already: so do we
    kill(getpid(), SIGSTOP);
    // Continued. "fg" reaches the whole group; `kill -CONT` on us alone does not.
    SleepMs(1);
    if (IsStopped()) kill(program_, SIGCONT);
  }

  // In a call that is followed it shows as traced.
  bool IsStopped() const {
    const char state = StateOf(program_);
    return state == 'T' || state == 't';
  }

  // Orphans come to the engine; to us only those that it could not adopt.
  void ReapOrphans() {
    for (const pid_t pid : Children()) {
      if (pid != engine_) waitpid(pid, nullptr, WNOHANG);
    }
  }

  const EngineMain& engine_main_;
  tracer::InheritedSignals inherited_;
  ControlChannel channel_;
  tracer::UniqueFd signals_;
  pid_t engine_ = -1;
  pid_t program_ = 0;
  bool traced_ = false;
  int ended_by_ = 0;  // the signal that ended us before the program was started
};

}  // namespace

int RunKeeper(const EngineMain& engine_main) { return Keeper(engine_main).Run(); }

}  // namespace falco_run::app
