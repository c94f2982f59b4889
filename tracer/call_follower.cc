// SPDX-License-Identifier: Apache-2.0
#include "tracer/call_follower.h"

#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include <ctime>

#include "tracer/proc_status.h"
#include "tracer/ptrace_stop.h"
#include "tracer/signal_effect.h"

namespace falco_run::tracer {
namespace {

// False when the thread was killed where it stood.
bool Resume(__ptrace_request how, pid_t tid, int signal) {
  return ptrace(how, tid, nullptr, static_cast<long>(signal)) == 0;
}

}  // namespace

CallFollower::Start CallFollower::Follow(Listener& listener, uint64_t id, pid_t tid, int nr) {
  std::lock_guard<std::recursive_mutex> lock(waiting_);
  if (ptrace(PTRACE_SEIZE, tid, nullptr, PTRACE_O_TRACESYSGOOD) != 0) {
    return errno == ESRCH ? Start::kGone : Start::kUnavailable;
  }
  ptrace(PTRACE_INTERRUPT, tid, nullptr, nullptr);
  calls_[tid] = {nr, State::kStarting};
  listener.Again(id);  // if it fails the thread is ending, and its status says so
  WaitForEntry(tid);
  return Start::kFollowed;
}

void CallFollower::Adopt(pid_t tid, int nr, int status) {
  std::lock_guard<std::recursive_mutex> lock(waiting_);
  Call& call = calls_[tid] = {nr, State::kInterrupted};
  __ptrace_syscall_info info = {};
  if (ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof info, &info) > 0) {
    call.return_address = info.instruction_pointer;
  }
  HandleStatus(tid, status);
  WaitForEntry(tid);
}

// The thread does nothing of its own until it stands at the entry, so this takes microseconds.
void CallFollower::WaitForEntry(pid_t tid) {
  while (true) {
    const auto it = calls_.find(tid);
    if (it == calls_.end()) return;
    const State state = it->second.state;
    if (state == State::kEntering || state == State::kRunning || state == State::kHalted ||
        state == State::kDying) {
      return;
    }
    int status = 0;
    if (waitpid(tid, &status, __WALL) == tid) {
      HandleStatus(tid, status);
    } else if (errno != EINTR) {
      Remove(tid);
      return;
    }
  }
}

bool CallFollower::Enters(pid_t tid, int nr) {
  const auto it = calls_.find(tid);
  if (it == calls_.end() || it->second.nr != nr || it->second.state != State::kEntering) {
    return false;
  }
  if (it->second.doubt) {
    const auto status = ReadProcStatus(tid);
    if (!status || status->tracer == 0) return false;
  }
  it->second.state = State::kRunning;
  return true;
}

void CallFollower::Doubt(pid_t tid) {
  const auto it = calls_.find(tid);
  if (it != calls_.end()) it->second.doubt = true;
}

void CallFollower::Poll() {
  while (!calls_.empty()) {
    int status = 0;
    const pid_t pid = waitpid(-1, &status, __WALL | __WNOTHREAD | WNOHANG);
    if (pid == 0) return;
    if (pid < 0) {
      if (errno == EINTR) continue;
      // No tracee is left: the rest disappeared when another thread called exec.
      while (!calls_.empty()) Remove(calls_.begin()->first);
      return;
    }
    HandleStatus(pid, status);
  }
}

bool CallFollower::HandleStatus(pid_t tid, int status) {
  const auto it = calls_.find(tid);
  if (!WIFSTOPPED(status)) {
    const bool ours = it != calls_.end();
    if (ours) Remove(tid);
    hooks_.on_reaped(tid, status);
    return ours;
  }
  if (it == calls_.end()) return false;
  Call& call = it->second;
  const int signal = WSTOPSIG(status);
  if (call.state == State::kDying) {
    Resume(PTRACE_CONT, tid, 0);
  } else if (status >> 16 == PTRACE_EVENT_STOP) {
    if (call.release) {
      LetGo(tid, 0);
    } else if (signal == SIGTRAP) {
      if (call.state == State::kHalted) call.state = State::kInterrupted;
      Resume(PTRACE_SYSCALL, tid, 0);
    } else {  // its process is being stopped
      call.state = State::kHalted;
      ptrace(PTRACE_LISTEN, tid, nullptr, nullptr);
      hooks_.on_halted(tid);
    }
  } else if (signal == kSyscallStop) {
    HandleSyscallStop(tid, call);
  } else {
    HandleSignal(tid, call, signal);
  }
  return true;
}

void CallFollower::HandleSyscallStop(pid_t tid, Call& call) {
  __ptrace_syscall_info info = {};
  if (ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof info, &info) <= 0) {
    LetGo(tid, 0);
    return;
  }
  if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
    const int nr = static_cast<int>(info.entry.nr);
    if (nr == call.nr) {
      call.state = State::kEntering;
    } else if (IsRestartSyscall(info.arch, nr)) {
      call.state = State::kRunning;
    } else {  // of a handler: the call was cut short for good
      Finish(tid, -EINTR, 0);
      return;
    }
  } else if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
    if (!IsRestart(info.exit.rval)) {
      Finish(tid, info.exit.rval, 0);
      return;
    }
    if (call.state == State::kEntering) {
      // A signal came before the notification was taken: the call has not begun, and must not fail
      // by a handler without SA_RESTART.
      WriteReturnValue(tid, -kAgainAlways);
    } else {
      call.state = State::kInterrupted;
      call.return_address = info.instruction_pointer;
    }
    if (call.release) {
      LetGo(tid, 0);
      return;
    }
  }
  Resume(PTRACE_SYSCALL, tid, 0);
}

void CallFollower::HandleSignal(pid_t tid, Call& call, int signal) {
  if (call.state == State::kHandling) {  // at the handler's first instruction
    if (WillRestart(tid, call.return_address)) {
      LetGo(tid, 0);
    } else {
      Finish(tid, -EINTR, 0);
    }
    return;
  }
  if (IsCaught(tid, signal)) {
    if (call.state != State::kInterrupted) {  // before the call has begun
      LetGo(tid, signal);
      return;
    }
    call.state = State::kHandling;
    Resume(PTRACE_SINGLESTEP, tid, signal);
    return;
  }
  // Ignored, or the end of the process.
  Resume(PTRACE_SYSCALL, tid, signal);
}

void CallFollower::Finish(pid_t tid, int64_t result, int signal) {
  calls_.erase(tid);
  hooks_.on_return(tid, result);
  Detach(tid, signal);
}

void CallFollower::LetGo(pid_t tid, int signal) {
  calls_.erase(tid);
  hooks_.on_again(tid);
  Detach(tid, signal);
}

void CallFollower::Detach(pid_t tid, int signal) {
  if (!Resume(PTRACE_DETACH, tid, signal)) NoteDying(tid);
}

// It has ended.
void CallFollower::Remove(pid_t tid) {
  const auto it = calls_.find(tid);
  const bool told = it->second.state == State::kDying;
  calls_.erase(it);
  if (!told) hooks_.on_gone(tid);
}

void CallFollower::Release(pid_t tid) {
  std::lock_guard<std::recursive_mutex> lock(waiting_);
  const auto it = calls_.find(tid);
  if (it == calls_.end()) return;
  it->second.release = true;
  ptrace(PTRACE_INTERRUPT, tid, nullptr, nullptr);
  // It comes at once, unless it waits for us or cannot be interrupted.
  for (int i = 0; i < 200 && calls_.contains(tid); ++i) {
    int status = 0;
    if (waitpid(tid, &status, __WALL | WNOHANG) == tid) {
      HandleStatus(tid, status);
    } else {
      const timespec pause = {0, 100'000};
      nanosleep(&pause, nullptr);
    }
  }
}

}  // namespace falco_run::tracer
