// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_PTRACE_STOP_H_
#define FALCO_RUN_TRACER_PTRACE_STOP_H_

#include <linux/seccomp.h>
#include <signal.h>
#include <sys/types.h>

#include <cstdint>

// Looking at a thread that stands in a ptrace stop. Where PTRACE_GET_SYSCALL_INFO is missing
// (before Linux 5.3, gVisor) registers are read.
namespace falco_run::tracer {

// The signal of a stop at a call's entry or return, with PTRACE_O_TRACESYSGOOD.
inline constexpr int kSyscallStop = SIGTRAP | 0x80;

// True for the kernel's own "start this call again" values (ERESTARTSYS to
// ERESTART_RESTARTBLOCK of linux/errno.h): never seen in user mode, but at stops.
constexpr bool IsRestart(int64_t value) { return value <= -512 && value >= -516; }

// The kernel's "start this call again, whatever signal comes" (ERESTARTNOINTR of linux/errno.h).
inline constexpr int32_t kAgainAlways = 513;

// The return value register. 32-bit tasks show a 32-bit register set.
bool ReadReturnValue(pid_t tid, int64_t& value);

// At the stop at a call's entry: makes `value` its first argument.
bool WriteFirstArgument(pid_t tid, uint64_t value);

// At a later stop of the call: the program finds `value` there again. Where the register is the
// return value's, too, there is nothing to put back.
void RestoreFirstArgument(pid_t tid, uint64_t value);

// At the stop at a call's return: makes `value` what it returned.
bool WriteReturnValue(pid_t tid, int64_t value);

// At the stop before a thread's end: what its last call, number `nr`, has returned. False: it has
// not, or was never begun, as after a kill at its entry. `refused`: the thread ends by SIGSYS, and
// a seccomp filter may have put back what the register held before.
bool ReadLastResult(pid_t tid, int nr, bool refused, int64_t& value);

// At the stop at a call's return: whether a seccomp filter has refused it by SIGSYS, which comes
// next. The call was not made, and what it returned means nothing.
bool IsTrapped(pid_t tid);

// What a stop in a call shows.
struct CallStop {
  enum class Where { kEntry, kReturn, kUnknown };
  Where where = Where::kUnknown;
  seccomp_data data = {};  // at the entry
  int64_t result = 0;      // at the return
  uint64_t return_address = 0;
};

// False when the thread is gone. kUnknown: `data` and `result` are both filled in, and the caller
// has to know which of them holds. A task that uses int 0x80 in 64-bit mode is recognised.
bool ReadCallStop(pid_t tid, CallStop& stop);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_PTRACE_STOP_H_
