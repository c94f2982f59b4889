// SPDX-License-Identifier: Apache-2.0
#include "tracer/syscall_table.h"

#include <linux/audit.h>
#include <seccomp.h>

#include "tracer/x32.h"

namespace falco_run::tracer {
namespace {

// libseccomp's name of an architecture and the value notifications carry for it.
struct Arch {
  uint32_t seccomp;
  uint32_t audit;
};
constexpr Arch kArchs[] = {
#if defined(__x86_64__)
    {SCMP_ARCH_X86_64, AUDIT_ARCH_X86_64},
    {SCMP_ARCH_X86, AUDIT_ARCH_I386},
    {SCMP_ARCH_X32, AUDIT_ARCH_X86_64},  // the numbers have bit 30 set
#elif defined(__aarch64__)
    {SCMP_ARCH_AARCH64, AUDIT_ARCH_AARCH64},
    {SCMP_ARCH_ARM, AUDIT_ARCH_ARM},
#endif
};

int NumberOn(uint32_t arch, int common) {
  return arch == SCMP_ARCH_X32 ? common | kX32Bit : common;
}

}  // namespace

const std::vector<const SyscallSpec*>& AllSyscalls() {
  static const auto* const all = [] {
    auto* v = new std::vector<const SyscallSpec*>;
    for (const auto& family :
         {OpenSyscalls(), ExecSyscalls(), PathSyscalls(), ModeSyscalls(), DescriptorSyscalls(),
          SocketSyscalls(), MessageSyscalls(), TransferSyscalls(), ProcessSyscalls(),
          CloneSyscalls(), IdentitySyscalls(), MountSyscalls(), MemorySyscalls(), KernelSyscalls(),
          QuerySyscalls(), WaitSyscalls()}) {
      for (const SyscallSpec& spec : family) v->push_back(&spec);
    }
    return v;
  }();
  return *all;
}

std::vector<const SyscallSpec*> FindSyscalls(proto::EventType type) {
  std::vector<const SyscallSpec*> found;
  for (const SyscallSpec* spec : AllSyscalls()) {
    if (spec->type == type) found.push_back(spec);
  }
  return found;
}

const SyscallSpec* FindSyscall(std::string_view name) {
  for (const SyscallSpec* spec : AllSyscalls()) {
    if (name == spec->name) return spec;
  }
  return nullptr;
}

void SyscallNumbers::Add(const Entry& entry) {
  for (const Arch& arch : kArchs) {
    const int nr = entry.number
                       ? NumberOn(arch.seccomp, *entry.number)
                       : seccomp_syscall_resolve_name_arch(arch.seccomp, entry.name.c_str());
    // Below zero are calls that this architecture has within another (socketcall).
    if (nr != __NR_SCMP_ERROR) entries_[Key(arch.audit, nr)] = entry;
  }
}

}  // namespace falco_run::tracer
