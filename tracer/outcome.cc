// SPDX-License-Identifier: Apache-2.0
#include "tracer/outcome.h"

#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

namespace falco_run::tracer {
namespace {

// The kernel's own "start this call again" values; never seen in user mode (linux/errno.h).
constexpr int64_t kErestartsys = 512;
constexpr int64_t kErestartRestartblock = 516;

// A call that has not returned after so long may wait for another task of the tree.
constexpr long kPatienceNs = 20'000'000;

// The return value register of a stopped thread. 32-bit tasks show a 32-bit register set.
bool ReadReturnValue(pid_t tid, int64_t& value) {
  union {
    user_regs_struct native;
    int32_t words[sizeof(user_regs_struct) / sizeof(int32_t)];
  } regs;
  iovec iov = {&regs, sizeof regs};
  if (ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &iov) != 0) return false;
#if defined(__x86_64__)
  if (iov.iov_len < sizeof(user_regs_struct)) {
    value = regs.words[6];  // i386: ebx ecx edx esi edi ebp eax
  } else {
    value = static_cast<int64_t>(regs.native.rax);
  }
#elif defined(__aarch64__)
  value = static_cast<int64_t>(regs.native.regs[0]);
#else
#error "add the return value register of this architecture"
#endif
  return true;
}

bool IsRestart(int64_t value) { return value <= -kErestartsys && value >= -kErestartRestartblock; }

}  // namespace

OutcomeTaker::OutcomeTaker(std::mutex& waiting, std::function<void(pid_t, int)> on_reaped,
                           std::function<void()> meanwhile)
    : waiting_(waiting), on_reaped_(std::move(on_reaped)), meanwhile_(std::move(meanwhile)) {}

OutcomeTaker::~OutcomeTaker() {
  if (timer_) timer_delete(*timer_);
}

void OutcomeTaker::SetTimer(bool on) {
  if (!meanwhile_) return;
  if (!timer_) {
    sigevent event = {};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = SIGURG;
    event._sigev_un._tid = static_cast<pid_t>(syscall(SYS_gettid));
    timer_t timer;
    if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) return;
    timer_ = timer;
  }
  const itimerspec every = {{0, on ? kPatienceNs : 0}, {0, on ? kPatienceNs : 0}};
  timer_settime(*timer_, 0, &every, nullptr);
}

OutcomeTaker::Result OutcomeTaker::Take(Listener& listener, uint64_t id, pid_t tid, bool is_exec,
                                        const std::function<void(pid_t)>& on_new_image) {
  std::lock_guard<std::mutex> lock(waiting_);
  const long options = is_exec ? PTRACE_O_TRACEEXEC : 0;
  if (ptrace(PTRACE_SEIZE, tid, nullptr, options) != 0) {
    return {errno == ESRCH ? Status::kGone : Status::kUnavailable};
  }
  ptrace(PTRACE_INTERRUPT, tid, nullptr, nullptr);
  // The answer comes before the wait: the thread cannot stop while it waits for us.
  const bool answered = listener.Continue(id);

  SetTimer(true);
  struct StopTimer {
    OutcomeTaker& taker;
    ~StopTimer() { taker.SetTimer(false); }
  } stop_timer{*this};
  while (true) {
    int status = 0;
    // Any tracee of this thread: an exec by a non-leader thread reports under another id.
    const pid_t pid = waitpid(-1, &status, __WALL | __WNOTHREAD);
    if (pid < 0) {
      if (errno == EINTR) {
        if (meanwhile_) meanwhile_();
        continue;
      }
      return {answered ? Status::kEnded : Status::kGone};
    }
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      on_reaped_(pid, status);
      return {answered ? Status::kEnded : Status::kGone};
    }
    if (!WIFSTOPPED(status)) continue;
    const int event = status >> 16;
    if (event == PTRACE_EVENT_EXEC) {
      on_new_image(pid);
      ptrace(PTRACE_DETACH, pid, nullptr, 0L);
      return {Status::kExecuted, 0};
    }
    // Our stop, a group stop, or a signal about to be delivered (which detaching delivers):
    // in each case the call has returned.
    int64_t value = 0;
    const bool have_value = ReadReturnValue(pid, value);
    const long signal = event == 0 ? WSTOPSIG(status) : 0;
    ptrace(PTRACE_DETACH, pid, nullptr, signal);
    if (!answered) return {Status::kGone};
    if (!have_value) return {Status::kEnded};
    if (IsRestart(value)) return {Status::kRestarting};
    return {Status::kKnown, value};
  }
}

}  // namespace falco_run::tracer
