// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_NAMESPACE_WATCHER_H_
#define FALCO_RUN_TRACER_NAMESPACE_WATCHER_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>

#include "tracer/last_pid.h"
#include "tracer/proc_status.h"

namespace falco_run::tracer {

// Another watcher of the same keeper has watched before, in clock ticks after boot.
struct EarlierWatch {
  pid_t keeper = 0;  // 0: none has
  uint64_t from_ticks = 0;
  uint64_t until_ticks = 0;
};

// Finds processes that enter our pid namespace from outside (docker exec, nsenter): their parent is
// not in it. Those that are there at the beginning are none, but for those that began while an
// earlier watcher watched, and after: they are found again. Not thread-safe.
//
// What those have left behind is then found, too, where the keeper is the namespace's first
// process: it is their parent now, and they have no filter of ours, other than its tree.
//
//   NamespaceWatcher watcher([](pid_t pid, bool settled) { return Attach(pid); });
//   while (...) { watcher.Look(); Sleep(watcher.PeriodMs()); }
//
// Look costs one read of a small file (2 µs) as long as no process was made in the namespace, else
// 15 µs for each new one. Where that file tells nothing (gVisor) all of /proc is listed each time.
class NamespaceWatcher {
 public:
  // How soon to look again. While a container runtime is about to become the program that was asked
  // for (100 ms; it may not be traced before that by an ordinary user) this is short: the program
  // may end soon.
  int PeriodMs() const { return candidates_.empty() ? 20 : 1; }

  // Called for a process that has entered; where it returns false and `settled` was false, once
  // more when it is settled. Not settled: it may still be the container runtime, which is about to
  // become the program that was asked for.
  using OnEntered = std::function<bool(pid_t pid, bool settled)>;

  explicit NamespaceWatcher(OnEntered on_entered, const EarlierWatch& earlier = {});

  void Look();

  // False while it cannot be looked at or has a container runtime's name: it is about to become
  // something else.
  static bool IsSettled(pid_t pid);

 private:
  static constexpr size_t kFewKnown = 1024;

  struct Candidate {
    uint64_t until_ns;     // it is settled then in any case
    bool refused = false;  // the runtime may not be traced: what it becomes is waited for
  };

  void LookAtAll();
  void LookAt(pid_t pid);
  void AddCandidate(pid_t pid, const ProcStat& stat);
  void ForgetTheEnded();
  void LookAgain();
  void LeaveOutOthers();
  void FindLeftBehind();

  const OnEntered on_entered_;
  const EarlierWatch earlier_;
  bool looked_again_ = false;  // for what was left behind
  const LastPid last_pid_;
  pid_t last_ = 0;
  std::map<pid_t, uint64_t> unborn_;  // numbers given out, without a process yet; until, ns
  std::map<pid_t, Candidate> candidates_;
  std::map<pid_t, uint64_t> known_;  // whose parent is outside: start time
  size_t most_known_ = kFewKnown;    // then those that have ended are forgotten
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_NAMESPACE_WATCHER_H_
