// SPDX-License-Identifier: Apache-2.0
#include "tracer/filter.h"

#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace falco_run::tracer {
namespace {

// What the kernel would do with the call: as much of bpf(4) as libseccomp makes use of.
uint32_t Run(const std::vector<sock_filter>& program, const seccomp_data& data) {
  uint32_t a = 0;
  for (size_t pc = 0; pc < program.size(); ++pc) {
    const sock_filter& i = program[pc];
    const auto jump = [&](bool taken) { pc += taken ? i.jt : i.jf; };
    switch (i.code) {
      case BPF_LD | BPF_W | BPF_ABS:
        std::memcpy(&a, reinterpret_cast<const char*>(&data) + i.k, sizeof a);
        break;
      case BPF_ALU | BPF_AND | BPF_K:
        a &= i.k;
        break;
      case BPF_JMP | BPF_JA:
        pc += i.k;
        break;
      case BPF_JMP | BPF_JEQ | BPF_K:
        jump(a == i.k);
        break;
      case BPF_JMP | BPF_JGT | BPF_K:
        jump(a > i.k);
        break;
      case BPF_JMP | BPF_JGE | BPF_K:
        jump(a >= i.k);
        break;
      case BPF_RET | BPF_K:
        return i.k;
      default:
        ADD_FAILURE() << "instruction " << i.code;
        return 0;
    }
  }
  return 0;
}

bool Notifies(const FilterSpec& spec, uint32_t arch, int nr, std::vector<uint64_t> args = {}) {
  const auto program = BuildFilter(spec);
  if (!program.ok()) {
    ADD_FAILURE() << program.status();
    return false;
  }
  seccomp_data data = {};
  data.nr = nr;
  data.arch = arch;
  std::copy(args.begin(), args.end(), data.args);
  return Run(*program, data) == SECCOMP_RET_USER_NOTIF;
}

TEST(FilterTest, OnlyNamedCallsAreHandedOver) {
  const FilterSpec spec = {{{"openat", {}}}};
  EXPECT_TRUE(Notifies(spec, AUDIT_ARCH_X86_64, SYS_openat));
  EXPECT_TRUE(Notifies(spec, AUDIT_ARCH_X86_64, SYS_openat | 0x40000000));  // x32
  EXPECT_TRUE(Notifies(spec, AUDIT_ARCH_I386, 295));
  EXPECT_FALSE(Notifies(spec, AUDIT_ARCH_X86_64, SYS_read));
  EXPECT_FALSE(Notifies(spec, AUDIT_ARCH_I386, SYS_openat));
}

TEST(FilterTest, RegistersDecide) {
  const FilterSpec spec = {
      {{"prctl", {{.reg = 0, .value = 15}}}, {"sendto", {{.reg = 4, .not_null = true}}}}};
  EXPECT_TRUE(Notifies(spec, AUDIT_ARCH_X86_64, SYS_prctl, {15}));
  EXPECT_TRUE(Notifies(spec, AUDIT_ARCH_X86_64, SYS_prctl, {0xffffffff0000000f}));
  EXPECT_FALSE(Notifies(spec, AUDIT_ARCH_X86_64, SYS_prctl, {16}));
  EXPECT_TRUE(Notifies(spec, AUDIT_ARCH_X86_64, SYS_sendto, {0, 0, 0, 0, 1}));
  EXPECT_TRUE(Notifies(spec, AUDIT_ARCH_X86_64, SYS_sendto, {0, 0, 0, 0, 1ull << 32}));
  EXPECT_FALSE(Notifies(spec, AUDIT_ARCH_X86_64, SYS_sendto, {1, 1, 1, 1, 0, 1}));
}

// The registers of socketcall(2) are not those of the call.
TEST(FilterTest, ASocketcallIsHandedOverWhateverItsOtherRegistersHold) {
  constexpr int kSocketcall = 102;
  const FilterSpec spec = {{{"sendto", {{.reg = 4, .not_null = true}}}}};
  EXPECT_TRUE(Notifies(spec, AUDIT_ARCH_I386, kSocketcall, {11, 0x1000}));
  EXPECT_TRUE(Notifies(spec, AUDIT_ARCH_I386, kSocketcall, {11, 0x1000, 0, 0, 1}));
  EXPECT_FALSE(Notifies(spec, AUDIT_ARCH_I386, kSocketcall, {12, 0x1000}));
  EXPECT_FALSE(Notifies(spec, AUDIT_ARCH_I386, 369, {0, 0, 0, 0, 0}));  // sendto itself
}

TEST(FilterTest, NumbersWithoutANameAreHandedOverOnAllArchitectures) {
  const FilterSpec spec = {{{.name = "openat"},
                            {.name = "syscall_4000", .number = 4000},
                            {.name = "new", .number = 4001}}};
  for (const auto arch : std::vector<uint32_t>{AUDIT_ARCH_X86_64, AUDIT_ARCH_I386}) {
    EXPECT_TRUE(Notifies(spec, arch, 4000));
    EXPECT_TRUE(Notifies(spec, arch, 4001));
    EXPECT_FALSE(Notifies(spec, arch, 4002));
  }
  EXPECT_TRUE(Notifies(spec, AUDIT_ARCH_X86_64, 4000 | 0x40000000));
  EXPECT_TRUE(Notifies(spec, AUDIT_ARCH_X86_64, SYS_openat));
}

}  // namespace
}  // namespace falco_run::tracer
