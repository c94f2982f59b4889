// SPDX-License-Identifier: Apache-2.0
#include "tracer/filter.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <memory>

#include "absl/status/status.h"
#include "tracer/decoder.h"
#include "tracer/unique_fd.h"
#include "tracer/x32.h"

namespace falco_run::tracer {
namespace {

struct ContextDeleter {
  void operator()(void* ctx) const { seccomp_release(ctx); }
};
using Context = std::unique_ptr<void, ContextDeleter>;

absl::Status Error(const char* what, int rc) {
  return absl::InternalError(std::string("seccomp filter: ") + what + ": " + std::strerror(-rc));
}

// The architectures whose calls a 64-bit task can make besides its own.
constexpr uint32_t kCompanions[] = {
#if defined(__x86_64__)
    SCMP_ARCH_X86,
    SCMP_ARCH_X32,
#elif defined(__aarch64__)
    SCMP_ARCH_ARM,
#endif
};

#if defined(__x86_64__)
// An i386 program may make the call by socketcall(2), whose own registers say nothing about its
// arguments, though libseccomp would compare them.
int AddSocketcall(scmp_filter_ctx ctx, const FilterSpec::Syscall& syscall) {
  const auto number = SocketcallNumber(syscall.name);
  if (!number || syscall.tests.empty()) return 0;
  const scmp_arg_cmp cmp = {0, SCMP_CMP_EQ, *number, 0};
  return seccomp_rule_add_array(ctx, SCMP_ACT_NOTIFY, seccomp_syscall_resolve_name("socketcall"), 1,
                                &cmp);
}
#endif
// libseccomp knows no "allow" with a mark.
constexpr uint32_t kPlaceholder = SCMP_ACT_TRACE(1);

int AddSyscall(scmp_filter_ctx ctx, const FilterSpec::Syscall& syscall, int nr) {
  const uint32_t action = syscall.only_traced ? kPlaceholder : SCMP_ACT_NOTIFY;
  if (syscall.tests.empty()) return seccomp_rule_add(ctx, action, nr, 0);
  for (const auto& test : syscall.tests) {
    // The low half is what the kernel reads for an int; the high half may be garbage.
    const auto reg = static_cast<unsigned>(test.reg);
    const scmp_arg_cmp cmp = test.not_null
                                 ? scmp_arg_cmp{reg, SCMP_CMP_NE, 0, 0}
                                 : scmp_arg_cmp{reg, SCMP_CMP_MASKED_EQ, test.mask, test.value};
    const int rc = seccomp_rule_add_array(ctx, action, nr, 1, &cmp);
    if (rc != 0) return rc;
  }
#if defined(__x86_64__)
  return AddSocketcall(ctx, syscall);
#else
  return 0;
#endif
}

// libseccomp takes no number that it has no name for. Its program may begin anywhere: all its jumps
// are relative.
void Prepend(const FilterSpec& spec, std::vector<sock_filter>& program) {
  std::vector<sock_filter> first;
  for (const auto& syscall : spec.syscalls) {
    if (!syscall.number) continue;
    if (first.empty()) {
      first.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)));
      first.push_back(BPF_STMT(BPF_ALU | BPF_AND | BPF_K, ~uint32_t{kX32Bit}));
    }
    first.push_back(
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<uint32_t>(*syscall.number), 0, 1));
    first.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF));
  }
  program.insert(program.begin(), first.begin(), first.end());
}

}  // namespace

absl::StatusOr<std::vector<sock_filter>> BuildFilter(const FilterSpec& spec) {
  // The program is only made here: what this kernel knows is found out when it is installed.
  constexpr unsigned kKnowsNotify = 5;
  seccomp_api_set(kKnowsNotify);
  Context ctx(seccomp_init(SCMP_ACT_ALLOW));
  if (!ctx) return absl::ResourceExhaustedError("seccomp filter: out of memory");
  for (const uint32_t arch : kCompanions) {
    const int rc = seccomp_arch_add(ctx.get(), arch);
    if (rc != 0 && rc != -EEXIST) return Error("adding an architecture", rc);
  }
  seccomp_attr_set(ctx.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ALLOW);
  seccomp_attr_set(ctx.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);  // a binary tree

  for (const auto& syscall : spec.syscalls) {
    if (syscall.number) continue;  // see Prepend
    const int nr = seccomp_syscall_resolve_name(syscall.name.c_str());
    // Unknown to this libseccomp (newer than it): nothing here can call it by name.
    if (nr == __NR_SCMP_ERROR) continue;
    const int rc = AddSyscall(ctx.get(), syscall, nr);
    // -EDOM: not on one of the architectures.
    if (rc != 0 && rc != -EDOM && rc != -EEXIST) return Error(syscall.name.c_str(), rc);
  }

  UniqueFd file(memfd_create("filter", MFD_CLOEXEC));
  if (!file.valid()) return absl::ErrnoToStatus(errno, "memfd_create");
  if (const int rc = seccomp_export_bpf(ctx.get(), file.get()); rc != 0) {
    return Error("export", rc);
  }
  const off_t size = lseek(file.get(), 0, SEEK_END);
  std::vector<sock_filter> program(static_cast<size_t>(size) / sizeof(sock_filter));
  if (pread(file.get(), program.data(), static_cast<size_t>(size), 0) != size) {
    return absl::InternalError("seccomp filter: short read");
  }
  Prepend(spec, program);
  for (sock_filter& f : program) {
    if (f.code == (BPF_RET | BPF_K) && f.k == kPlaceholder) f.k = kAllowUnlessTraced;
  }
  return program;
}

}  // namespace falco_run::tracer
