// SPDX-License-Identifier: Apache-2.0
#include "tracer/untraced_flag.h"

#include <errno.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

#include "tracer/ptrace_stop.h"
#include "tracer/x32.h"

namespace falco_run::tracer {
namespace {

// The same on all architectures.
bool IsClone3(int nr) { return (nr & ~kX32Bit) == SYS_clone3; }

std::optional<uint64_t> ReadWord(pid_t tid, uint64_t address) {
  errno = 0;
  const long word = ptrace(PTRACE_PEEKDATA, tid, address, nullptr);
  if (errno != 0) return std::nullopt;
  return static_cast<uint64_t>(word);
}

bool WriteWord(pid_t tid, uint64_t address, uint64_t word) {
  return ptrace(PTRACE_POKEDATA, tid, address, word) == 0;
}

constexpr uint64_t Without(uint64_t flags) { return flags & ~uint64_t{CLONE_UNTRACED}; }

}  // namespace

std::optional<UntracedFlag> UntracedFlag::Take(pid_t tid, const seccomp_data& call) {
  if (!IsClone3(call.nr)) {
    const uint64_t flags = call.args[0];
    if (flags == Without(flags) || !WriteFirstArgument(tid, Without(flags))) return std::nullopt;
    return UntracedFlag(/*in_memory=*/false, 0, flags);
  }
  // The first member of struct clone_args.
  const std::optional<uint64_t> flags = ReadWord(tid, call.args[0]);
  if (!flags || *flags == Without(*flags)) return std::nullopt;
  if (!WriteWord(tid, call.args[0], Without(*flags))) return std::nullopt;
  return UntracedFlag(/*in_memory=*/true, call.args[0], *flags);
}

void UntracedFlag::PutBackInMaker(pid_t tid) const {
  if (in_memory_) {
    PutBackInMemory(tid);
  } else {
    RestoreFirstArgument(tid, flags_);
  }
}

void UntracedFlag::PutBackInChild(pid_t tid) const {
  // Memory that it shares has it back, and may hold something else by now.
  if (in_memory_ && (flags_ & CLONE_VM) != 0) return;
  PutBackInMaker(tid);
}

void UntracedFlag::PutBackInMemory(pid_t tid) const {
  if (ReadWord(tid, address_) == Without(flags_)) WriteWord(tid, address_, flags_);
}

}  // namespace falco_run::tracer
