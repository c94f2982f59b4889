// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_TRACEE_H_
#define FALCO_RUN_TRACER_TRACEE_H_

#include <linux/seccomp.h>
#include <sys/types.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>

#include "proto/record.pb.h"
#include "tracer/syscall_table.h"
#include "tracer/untraced_flag.h"

namespace falco_run::tracer {

// A call whose return is waited for.
struct TracedCall {
  enum class State : uint8_t {
    kRunning,
    kInterrupted,  // by a signal that comes next, or by a stop
    kHandling,     // the signal's handler is being set up
    kAgain,        // it will be made again after the handler
  };

  const SyscallNumbers::Entry* entry = nullptr;
  seccomp_data data;  // of a socketcall: what it stands for
  int nr = 0;         // as it was made
  uint64_t args[6];
  State state = State::kRunning;
  uint64_t return_address = 0;  // kInterrupted and later
  proto::SyscallEvent event;

  bool SameAs(const seccomp_data& made) const {
    return nr == made.nr && std::equal(std::begin(args), std::end(args), std::begin(made.args));
  }
};

// A thread that we trace.
struct Tracee {
  explicit Tracee(pid_t t) : tid(t) {}

  pid_t tid;
  // Calls that are of interest stop by themselves (seccomp): others need not.
  bool filtered = false;
  bool own_filter = false;               // its program has one of its own, which could hide calls
  bool inside = false;                   // the entry of the present call was seen
  bool halted = false;                   // by job control
  bool stopped = false;                  // at least once
  bool executed = false;                 // an exec was seen since it is traced
  bool clones = false;                   // in a call that may make a child without our being told
  bool held = false;                     // not let go of before its maker's stop was seen
  std::optional<UntracedFlag> untraced;  // taken off the present call
  std::optional<UntracedFlag> of_maker;  // to be put back at the first stop
  std::optional<TracedCall> call;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_TRACEE_H_
