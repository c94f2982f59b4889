// SPDX-License-Identifier: Apache-2.0
#include "engine/events/unnamed_syscall.h"

#include <seccomp.h>

#include <charconv>
#include <cstdlib>
#include <memory>

namespace falco_run::engine {
namespace {

// From this number on, a call has the same everywhere (Linux 5.1).
constexpr int kFirstCommon = 424;
constexpr int kLast = 4095;

// As in the kernel's scripts/syscall.tbl.
constexpr struct {
  std::string_view name;
  int number;
} kNewer[] = {
    {"map_shadow_stack", 453},  {"futex_wake", 454},
    {"futex_wait", 455},        {"futex_requeue", 456},
    {"statmount", 457},         {"listmount", 458},
    {"lsm_get_self_attr", 459}, {"lsm_set_self_attr", 460},
    {"lsm_list_modules", 461},  {"mseal", 462},
    {"setxattrat", 463},        {"getxattrat", 464},
    {"listxattrat", 465},       {"removexattrat", 466},
    {"open_tree_attr", 467},    {"file_getattr", 468},
    {"file_setattr", 469},
};

bool HasName(int number) {
  const std::unique_ptr<char, decltype(&std::free)> name(
      seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number), &std::free);
  return name != nullptr;
}

}  // namespace

std::optional<int> FindUnnamedSyscall(std::string_view name) {
  for (const auto& call : kNewer) {
    if (call.name == name && !HasName(call.number)) return call.number;
  }
  constexpr std::string_view kPrefix = "syscall_";
  if (!name.starts_with(kPrefix)) return std::nullopt;
  name.remove_prefix(kPrefix.size());
  int number = 0;
  const char* const end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data(), end, number);
  if (error != std::errc() || stop != end || number < kFirstCommon || number > kLast) {
    return std::nullopt;
  }
  return HasName(number) ? std::nullopt : std::optional<int>(number);
}

}  // namespace falco_run::engine
