// SPDX-License-Identifier: Apache-2.0
#include "tracer/outcome.h"

#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

#include "tracer/child_stops.h"
#include "tracer/clock.h"
#include "tracer/ptrace_stop.h"

namespace falco_run::tracer {
namespace {

// A call that has not returned after so long may wait for another task of the tree.
constexpr uint64_t kPatienceNs = 20'000'000;

// Whether no tracee of this thread has that number.
bool IsNoTracee(pid_t tid) {
  siginfo_t info;
  constexpr int kAnything = WEXITED | WSTOPPED | __WALL | __WNOTHREAD | WNOHANG | WNOWAIT;
  return waitid(P_PID, static_cast<id_t>(tid), &info, kAnything) != 0 && errno == ECHILD;
}

// Whether it stands in a stop of ours.
bool StandsForUs(pid_t tid) {
  siginfo_t info;
  return ptrace(PTRACE_GETSIGINFO, tid, nullptr, &info) == 0 || errno != ESRCH;
}

// Of children that others wait for.
void TellMissedStops() {
  siginfo_t info = {};
  constexpr int kLook = WSTOPPED | WCONTINUED | WNOHANG | WNOWAIT | __WALL;
  if (waitid(P_ALL, 0, &info, kLook) == 0 && info.si_pid != 0) kill(getpid(), SIGCHLD);
}

}  // namespace

OutcomeTaker::OutcomeTaker(std::recursive_mutex& waiting, Hooks hooks)
    : waiting_(waiting), hooks_(std::move(hooks)) {}

OutcomeTaker::~OutcomeTaker() {
  if (timer_) timer_delete(*timer_);
}

void OutcomeTaker::SetTimer(bool on) {
  if (!timer_) {
    sigevent event = {};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = SIGURG;
    event._sigev_un._tid = static_cast<pid_t>(syscall(SYS_gettid));
    timer_t timer;
    if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) return;
    timer_ = timer;
  }
  constexpr auto kPeriod = static_cast<long>(kPatienceNs);
  const itimerspec every = {{0, on ? kPeriod : 0}, {0, on ? kPeriod : 0}};
  timer_settime(*timer_, 0, &every, nullptr);
}

void OutcomeTaker::Detach(pid_t tid, long signal) {
  if (ptrace(PTRACE_DETACH, tid, nullptr, signal) != 0) hooks_.on_dying(tid);
}

pid_t OutcomeTaker::Wait(int& status) {
  if (const auto told = hooks_.told()) {
    status = told->second;
    return told->first;
  }
  // Any tracee of this thread: an exec by a non-leader thread reports under another id.
  const pid_t pid = waitpid(-1, &status, __WALL | __WNOTHREAD);
  return pid < 0 && errno == EINTR ? 0 : pid;
}

OutcomeTaker::Result OutcomeTaker::Take(Listener& listener, uint64_t id, pid_t tid, pid_t process,
                                        bool is_exec, const std::function<void(int64_t)>& at_stop) {
  std::unique_lock<std::recursive_mutex> lock(waiting_);
  // What was told before is not of this call.
  while (const auto told = hooks_.told()) (void)hooks_.on_other(told->first, told->second);
  const long options = PTRACE_O_TRACESYSGOOD | (is_exec ? PTRACE_O_TRACEEXEC : 0);
  if (ptrace(PTRACE_SEIZE, tid, nullptr, options) != 0) {
    return {errno == ESRCH ? Status::kGone : Status::kUnavailable};
  }
  ptrace(PTRACE_INTERRUPT, tid, nullptr, nullptr);
  // Nobody needs to be woken for a stop that is waited for here.
  TellStops(false);
  struct TellAgain {
    ~TellAgain() {
      TellStops(true);
      TellMissedStops();
    }
  } tell_again;
  // The answer comes before the wait: the thread cannot stop while it waits for us.
  const bool answered = listener.Continue(id);

  const uint64_t begin = ReadClockNs(CLOCK_MONOTONIC);
  SetTimer(true);
  struct StopTimer {
    OutcomeTaker& taker;
    ~StopTimer() { taker.SetTimer(false); }
  } stop_timer{*this};
  while (true) {
    int status = 0;
    const pid_t pid = Wait(status);
    if (pid == 0) {
      if (ReadClockNs(CLOCK_MONOTONIC) - begin < kPatienceNs) continue;  // woken for other reasons
      lock.unlock();
      hooks_.meanwhile();
      lock.lock();
      // A leader leaves without a word when another thread of its process calls exec; by its own
      // exec a thread that is none gets the leader's number.
      const bool vanished = IsNoTracee(tid) && (!is_exec || IsNoTracee(process));
      if (!vanished) continue;
    }
    if (pid <= 0) return {answered ? Status::kEnded : Status::kGone};
    const int event = status >> 16;
    // An exec by a thread that is no leader reports under the leader's id.
    if (pid != tid && event != PTRACE_EVENT_EXEC) {
      const bool known = hooks_.on_other(pid, status);
      // An exec that fails late has the leader's number already.
      if (known || !is_exec || pid != process || !WIFSTOPPED(status) || !StandsForUs(pid)) continue;
    }
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      hooks_.on_reaped(pid, status);
      return {answered ? Status::kEnded : Status::kGone};
    }
    if (!WIFSTOPPED(status)) continue;
    if (event == PTRACE_EVENT_EXEC) {
      if (at_stop) at_stop(0);
      Detach(pid, 0);
      return {Status::kExecuted, 0};
    }
    // Our stop, a group stop, or a signal about to be delivered (which detaching delivers):
    // in each case the call has returned.
    int64_t value = 0;
    const bool have_value = ReadReturnValue(pid, value);
    if (answered && have_value && IsRestart(value)) return {Status::kRestarting, 0, status};
    if (answered && have_value && !is_exec && at_stop) at_stop(value);
    const long signal = event == 0 ? WSTOPSIG(status) : 0;
    Detach(pid, signal);
    if (!answered) return {Status::kGone};
    if (!have_value) return {Status::kEnded};
    return {Status::kKnown, value};
  }
}

}  // namespace falco_run::tracer
