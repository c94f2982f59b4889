// SPDX-License-Identifier: Apache-2.0
#include "tracer/ptrace_stop.h"

#include <elf.h>
#include <errno.h>
#include <linux/audit.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

#include <algorithm>
#include <iterator>

namespace falco_run::tracer {
namespace {

// A register set: of a 32-bit task the words are filled instead.
struct Registers {
  union {
    user_regs_struct native;
    uint32_t words[sizeof(user_regs_struct) / sizeof(uint32_t)];
  };
  size_t size = 0;
  bool narrow = false;

  bool Read(pid_t tid) {
    iovec iov = {&native, sizeof native};
    if (ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &iov) != 0) return false;
    size = iov.iov_len;
    narrow = size < sizeof native;
    return true;
  }

  bool Write(pid_t tid) {
    iovec iov = {&native, size};
    return ptrace(PTRACE_SETREGSET, tid, NT_PRSTATUS, &iov) == 0;
  }
};

#if defined(__x86_64__)
constexpr uint64_t kInt80 = 0x80cd;

// Whether the instruction before `ip` enters the kernel as 32-bit programs do.
bool UsesInt80(pid_t tid, uint64_t ip) {
  errno = 0;
  const long code = ptrace(PTRACE_PEEKTEXT, tid, ip - 2, nullptr);
  return errno == 0 && (static_cast<uint64_t>(code) & 0xffff) == kInt80;
}

bool ReadRegisters(pid_t tid, CallStop& stop) {
  Registers r;
  if (!r.Read(tid)) return false;
  seccomp_data& d = stop.data;
  if (r.narrow) {  // ebx ecx edx esi edi ebp eax ds es fs gs orig_eax eip
    d.arch = AUDIT_ARCH_I386;
    std::copy_n(r.words, 6, d.args);
    d.nr = static_cast<int>(r.words[11]);
    stop.result = static_cast<int32_t>(r.words[6]);
    stop.return_address = r.words[12];
    return true;
  }
  const user_regs_struct& n = r.native;
  d.nr = static_cast<int>(n.orig_rax);
  stop.result = static_cast<int64_t>(n.rax);
  stop.return_address = n.rip;
  if (UsesInt80(tid, n.rip)) {
    d.arch = AUDIT_ARCH_I386;
    const uint64_t args[] = {n.rbx, n.rcx, n.rdx, n.rsi, n.rdi, n.rbp};
    std::transform(std::begin(args), std::end(args), d.args,
                   [](uint64_t a) { return static_cast<uint32_t>(a); });
    stop.result = static_cast<int32_t>(n.rax);
  } else {
    d.arch = AUDIT_ARCH_X86_64;
    const uint64_t args[] = {n.rdi, n.rsi, n.rdx, n.r10, n.r8, n.r9};
    std::copy(std::begin(args), std::end(args), d.args);
  }
  return true;
}
#elif defined(__aarch64__)
bool ReadRegisters(pid_t tid, CallStop& stop) {
  Registers r;
  if (!r.Read(tid) || r.narrow) return false;
  stop.data.arch = AUDIT_ARCH_AARCH64;
  stop.data.nr = static_cast<int>(r.native.regs[8]);
  std::copy_n(r.native.regs, 6, stop.data.args);
  stop.result = static_cast<int64_t>(r.native.regs[0]);
  stop.return_address = r.native.pc;
  return true;
}
#else
#error "add the registers of a call of this architecture"
#endif

}  // namespace

bool ReadReturnValue(pid_t tid, int64_t& value) {
  Registers r;
  if (!r.Read(tid)) return false;
#if defined(__x86_64__)
  value = r.narrow ? static_cast<int32_t>(r.words[6]) : static_cast<int64_t>(r.native.rax);
#else
  value = static_cast<int64_t>(r.native.regs[0]);
#endif
  return true;
}

bool WriteFirstArgument(pid_t tid, uint64_t value) {
  Registers r;
  if (!r.Read(tid)) return false;
#if defined(__x86_64__)
  if (r.narrow) {
    r.words[0] = static_cast<uint32_t>(value);
  } else if (UsesInt80(tid, r.native.rip)) {
    r.native.rbx = value;
  } else {
    r.native.rdi = value;
  }
#else
  r.native.regs[0] = value;
#endif
  return r.Write(tid);
}

void RestoreFirstArgument([[maybe_unused]] pid_t tid, [[maybe_unused]] uint64_t value) {
#if defined(__x86_64__)
  WriteFirstArgument(tid, value);
#endif
}

bool ReadLastResult(pid_t tid, int nr, bool refused, int64_t& value) {
  // Until the call returns the kernel has ENOSYS there.
  return ReadReturnValue(tid, value) && value != -ENOSYS && !IsRestart(value) &&
         !(refused && value == nr);
}

bool IsTrapped(pid_t tid) {
  constexpr int kMost = 16;
  siginfo_t pending[kMost];
  __ptrace_peeksiginfo_args which = {};  // the thread's own
  which.nr = kMost;
  const long count = ptrace(PTRACE_PEEKSIGINFO, tid, &which, pending);
  constexpr int kSeccomp = 1;  // SYS_SECCOMP of asm-generic/siginfo.h
  return std::any_of(pending, pending + std::max(count, 0L), [](const siginfo_t& info) {
    return info.si_signo == SIGSYS && info.si_code == kSeccomp;
  });
}

bool WriteReturnValue(pid_t tid, int64_t value) {
  Registers r;
  if (!r.Read(tid)) return false;
#if defined(__x86_64__)
  if (r.narrow) {
    r.words[6] = static_cast<uint32_t>(value);
  } else {
    r.native.rax = static_cast<uint64_t>(value);
  }
#else
  r.native.regs[0] = static_cast<uint64_t>(value);
#endif
  return r.Write(tid);
}

bool ReadCallStop(pid_t tid, CallStop& stop) {
  __ptrace_syscall_info info = {};
  if (ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof info, &info) <= 0) {
    if (errno == ESRCH) return false;
    stop.where = CallStop::Where::kUnknown;
    return ReadRegisters(tid, stop);
  }
  stop.return_address = info.instruction_pointer;
  stop.data.arch = info.arch;
  stop.data.instruction_pointer = info.instruction_pointer;
  switch (info.op) {
    case PTRACE_SYSCALL_INFO_ENTRY:
      stop.where = CallStop::Where::kEntry;
      stop.data.nr = static_cast<int>(info.entry.nr);
      std::copy(std::begin(info.entry.args), std::end(info.entry.args), stop.data.args);
      return true;
    case PTRACE_SYSCALL_INFO_SECCOMP:
      stop.where = CallStop::Where::kEntry;
      stop.data.nr = static_cast<int>(info.seccomp.nr);
      std::copy(std::begin(info.seccomp.args), std::end(info.seccomp.args), stop.data.args);
      return true;
    case PTRACE_SYSCALL_INFO_EXIT:
      stop.where = CallStop::Where::kReturn;
      stop.result = info.exit.rval;
      return true;
    default:
      return false;
  }
}

}  // namespace falco_run::tracer
