// SPDX-License-Identifier: Apache-2.0
#include "tracer/signal_effect.h"

#include <elf.h>
#include <errno.h>
#include <seccomp.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <ucontext.h>

#include <cstddef>

#include "tracer/proc_status.h"

namespace falco_run::tracer {

bool IsCaught(pid_t tid, int signal) {
  const auto status = ReadProcStatus(tid);
  return status && (status->caught_signals >> (signal - 1) & 1) != 0;
}

bool WillRestart([[maybe_unused]] pid_t tid, [[maybe_unused]] uint64_t return_address) {
#if defined(__x86_64__)
  user_regs_struct regs;
  iovec iov = {&regs, sizeof regs};
  if (ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &iov) != 0 || iov.iov_len < sizeof regs) {
    return false;
  }
  // On the stack: where the handler returns to, then the ucontext_t.
  const size_t at =
      sizeof(uint64_t) + offsetof(ucontext_t, uc_mcontext.gregs) + REG_RIP * sizeof(greg_t);
  errno = 0;
  const long saved = ptrace(PTRACE_PEEKDATA, tid, regs.rsp + at, nullptr);
  return errno == 0 && static_cast<uint64_t>(saved) != return_address;
#else
  return false;
#endif
}

bool IsRestartSyscall(uint32_t arch, int nr) {
  return nr == seccomp_syscall_resolve_name_arch(arch, "restart_syscall");
}

}  // namespace falco_run::tracer
