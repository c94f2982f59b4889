// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_CALL_FOLLOWER_H_
#define FALCO_RUN_TRACER_CALL_FOLLOWER_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "tracer/listener.h"

namespace falco_run::tracer {

// Learns what a call returned that may wait for long (accept, recv), or that a pending stop
// would disturb (fork, bpf). The thread is seized before the call has begun: the call is made to
// start again, now with a stop at its entry and one at its return, and nothing pending while it
// runs. It runs once, from its beginning to its end, and signals find it as they would without us.
//
//   if (follower.Follow(listener, n.id, tid, nr) == CallFollower::Start::kFollowed) ...
//   // The same notification comes once more:
//   if (follower.Enters(tid, nr)) listener.Continue(n.id);
//   // When SIGCHLD was seen:
//   follower.Poll();  // calls on_return(tid, result)
//
// SIGCHLD must be sent for stops, too (no SA_NOCLDSTOP).
//
// A debugger cannot attach to the thread meanwhile; see Release(). ptrace is bound to a thread: use
// one object on one thread only.
class CallFollower {
 public:
  enum class Start {
    kFollowed,     // or has been reported by a hook already
    kGone,         // the thread ended
    kUnavailable,  // not permitted; nothing was answered
  };

  struct Hooks {
    // The call has returned; the thread stands at its return until this ends.
    std::function<void(pid_t tid, int64_t result)> on_return;
    // A signal came first: the call will be made again after its handler, by a notification like
    // the first.
    std::function<void(pid_t tid)> on_again;
    // The thread ended before the call returned.
    std::function<void(pid_t tid)> on_gone;
    // The thread's process was stopped by a signal.
    std::function<void(pid_t tid)> on_halted;
    // Any status of a process that ended.
    std::function<void(pid_t pid, int status)> on_reaped;
  };

  // `waiting` is held while a stop is waited for, see OutcomeTaker.
  CallFollower(std::recursive_mutex& waiting, Hooks hooks)
      : waiting_(waiting), hooks_(std::move(hooks)) {}

  // Takes the call `nr` of notification `id` over.
  Start Follow(Listener& listener, uint64_t id, pid_t tid, int nr);

  // The same for a call that was found interrupted: `tid` is a tracee of this thread that has
  // stopped behind it with `status`.
  void Adopt(pid_t tid, int nr, int status);

  // True when the notification is the expected second one of a followed call: continue it.
  bool Enters(pid_t tid, int nr);

  // Another thread of the process that `tid` leads calls exec. If it succeeds, `tid` disappears
  // without a status, and its number goes to the new program.
  void Doubt(pid_t tid);

  // `tid` makes a call that is not the expected one, so it is not the thread that was followed.
  void Forget(pid_t tid) { Remove(tid); }

  // Looks after all threads that have stopped. Does not wait.
  void Poll();

  // `tid` could not be let go of because it was killed where it stood: nobody but its tracer can
  // take its end, and its parent waits for that.
  void NoteDying(pid_t tid) { calls_[tid] = {-1, State::kDying}; }

  // A status that somebody else has waited for. False when it is not of one of ours.
  bool HandleStatus(pid_t tid, int status);

  // Lets go of a thread, so that a debugger can have it; its call goes on and is reported to
  // on_again or on_return.
  void Release(pid_t tid);

  bool Follows(pid_t tid) const { return calls_.contains(tid); }
  bool empty() const { return calls_.empty(); }

 private:
  enum class State : uint8_t {
    kStarting,  // a stop was asked for
    kEntering,  // at the call's entry; the notification follows
    kRunning,
    kInterrupted,  // by a signal that comes next
    kHandling,     // the signal's handler is being set up
    kHalted,       // by job control
    kDying,        // all is said: only its end is waited for
  };
  struct Call {
    int nr;
    State state;
    uint64_t return_address = 0;
    bool release = false;
    bool doubt = false;  // the thread may be another by now
  };

  void WaitForEntry(pid_t tid);
  void HandleSyscallStop(pid_t tid, Call& call);
  void HandleSignal(pid_t tid, Call& call, int signal);
  void Finish(pid_t tid, int64_t result, int signal);
  void Detach(pid_t tid, int signal);
  void Remove(pid_t tid);
  void LetGo(pid_t tid, int signal);

  std::recursive_mutex& waiting_;
  Hooks hooks_;
  std::unordered_map<pid_t, Call> calls_;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_CALL_FOLLOWER_H_
