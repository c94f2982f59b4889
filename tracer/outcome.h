// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_OUTCOME_H_
#define FALCO_RUN_TRACER_OUTCOME_H_

#include <sys/types.h>
#include <time.h>

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

#include "tracer/listener.h"

namespace falco_run::tracer {

// Learns what a call returned by a momentary ptrace: seize the thread, ask for a stop, let
// the call run, read the return value at the stop (which takes effect after the call and
// before user mode), detach. Nothing stays traced, so debuggers in the tree keep working.
//
// ptrace is bound to a thread: use one object on one thread only, one that has no children
// of its own.
class OutcomeTaker {
 public:
  enum class Status {
    kKnown,        // `result` is what the call returned
    kExecuted,     // the exec succeeded; the new image was shown to `on_new_image`
    kRestarting,   // the call would have waited and starts again: the thread stands before that,
                   // traced, with `wait_status`
    kUnavailable,  // not permitted (traced by somebody else, other user): nothing was answered
    kEnded,        // the call ran, but the thread was ended before its result could be read
    kGone,         // the thread ended before the call
  };
  struct Result {
    Status status;
    int64_t result = 0;
    int wait_status = 0;
  };

  struct Hooks {
    // A process that ended under our hands, with its wait status.
    std::function<void(pid_t, int)> on_reaped = [](pid_t, int) {};
    // Called again and again while a call takes long, without `waiting`: what it waits for may
    // itself wait for us (a file system or a scanner that runs in the tree). It must not call
    // Take().
    std::function<void()> meanwhile = [] {};
    // A status that another thread has waited for meanwhile.
    std::function<std::optional<std::pair<pid_t, int>>()> told = [] { return std::nullopt; };
    // A status of somebody else. False: nobody is known who has that number.
    std::function<bool(pid_t, int)> on_other = [](pid_t, int) { return false; };
    // The thread was killed where it stood and could not be let go of: its end, which nobody else
    // can take, has to be waited for.
    std::function<void(pid_t)> on_dying = [](pid_t) {};
  };

  // `waiting` is held while a task is traced: whoever waits for children in another thread
  // must hold it too, or would see our stops. The thread must not block SIGURG, and must have a
  // handler for it. SIGCHLD's action is the default one; no stop is told while one is waited for.
  OutcomeTaker(std::recursive_mutex& waiting, Hooks hooks);
  ~OutcomeTaker();

  // Answers the notification `id` of thread `tid` with "continue" (unless kUnavailable) and
  // waits for the call to return. With `is_exec`, `at_stop` is called while the process stands at
  // the first instruction of the new image; without, while the thread stands at the return of a
  // call that gave `result`. 35 to 45 µs.
  // `process`: whose thread it is.
  Result Take(Listener& listener, uint64_t id, pid_t tid, pid_t process, bool is_exec,
              const std::function<void(int64_t result)>& at_stop);

 private:
  // The next status of a tracee; 0: the call takes long; -1: there is none left.
  pid_t Wait(int& status);

  // (Re)starts or stops the timer.
  void SetTimer(bool on);

  void Detach(pid_t tid, long signal);

  std::recursive_mutex& waiting_;
  Hooks hooks_;
  std::optional<timer_t> timer_;  // interrupts a long wait; made at the first Take()
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_OUTCOME_H_
