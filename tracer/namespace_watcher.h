// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_NAMESPACE_WATCHER_H_
#define FALCO_RUN_TRACER_NAMESPACE_WATCHER_H_

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <map>

#include "tracer/unique_fd.h"

namespace falco_run::tracer {

// Finds processes that enter our pid namespace from outside (docker exec, nsenter): their parent is
// not in it. Those that are there at the beginning are none. Not thread-safe.
//
//   NamespaceWatcher watcher([](pid_t pid, bool settled) { return Attach(pid); });
//   while (...) { watcher.Look(); Sleep(NamespaceWatcher::kPeriodMs); }
//
// Look costs one read of a small file (2 µs) as long as no process was made in the namespace, else
// 15 µs for each new one. Where that file tells nothing (gVisor) all of /proc is listed each time.
class NamespaceWatcher {
 public:
  static constexpr int kPeriodMs = 20;

  // Called for a process that has entered; again at each look until it returns true or `settled`
  // was true. Not settled: it may still be the container runtime, which is about to become the
  // program that was asked for.
  using OnEntered = std::function<bool(pid_t pid, bool settled)>;

  explicit NamespaceWatcher(OnEntered on_entered);

  void Look();

  // False while it cannot be looked at or has a container runtime's name: it is about to become
  // something else.
  static bool IsSettled(pid_t pid);

 private:
  struct Candidate {
    uint64_t until_ns;  // it is settled then in any case
  };

  pid_t LastPid();
  void LookAtAll(bool first);
  void LookAt(pid_t pid);
  void LookAgain();

  const OnEntered on_entered_;
  UniqueFd load_file_;
  pid_t last_ = 0;
  std::map<pid_t, int> unborn_;  // numbers that were given out, without a process yet; looks left
  std::map<pid_t, Candidate> candidates_;
  std::map<pid_t, uint64_t> known_;  // whose parent is outside: start time
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_NAMESPACE_WATCHER_H_
