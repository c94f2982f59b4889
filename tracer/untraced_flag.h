// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_UNTRACED_FLAG_H_
#define FALCO_RUN_TRACER_UNTRACED_FLAG_H_

#include <linux/seccomp.h>
#include <sys/types.h>

#include <cstdint>
#include <optional>

namespace falco_run::tracer {

// The CLONE_UNTRACED of a call of clone(2) or clone3(2): with it the kernel neither traces the
// child nor tells of it. The program is to find its registers and its memory as it left them.
class UntracedFlag {
 public:
  // Of a call that stands at its entry: takes the flag off. nullopt: it was not there, or cannot be
  // taken off.
  static std::optional<UntracedFlag> Take(pid_t tid, const seccomp_data& call);

  // Puts it back where the maker stands in the call, or at its return.
  void PutBackInMaker(pid_t tid) const;
  // The same in the child, which has not run yet.
  void PutBackInChild(pid_t tid) const;

 private:
  UntracedFlag(bool in_memory, uint64_t address, uint64_t flags)
      : in_memory_(in_memory), address_(address), flags_(flags) {}

  void PutBackInMemory(pid_t tid) const;

  bool in_memory_;
  uint64_t address_;  // of the flags, if they are in memory
  uint64_t flags_;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_UNTRACED_FLAG_H_
