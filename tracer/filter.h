// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_FILTER_H_
#define FALCO_RUN_TRACER_FILTER_H_

#include <linux/filter.h>
#include <linux/seccomp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tracer/syscall_table.h"

namespace falco_run::tracer {

// Which calls are handed to the supervisor.
struct FilterSpec {
  struct Syscall {
    std::string name;
    // If there are any, the call is only handed over when one holds.
    std::vector<RegisterTest> tests = {};
    bool only_traced = false;  // of no interest to a listener
    // On all architectures, where libseccomp has no name for it.
    std::optional<int> number = std::nullopt;
  };
  std::vector<Syscall> syscalls;
};

// What the program answers for calls that are only_traced: "allow", with a mark by which a tracer's
// filter is made of it.
inline constexpr uint32_t kAllowUnlessTraced = SECCOMP_RET_ALLOW | 1;

// Builds the BPF program (seccomp(2)): "notify" for the named calls of this machine's
// architecture and its 32-bit companions, "allow" for everything else, so that unwatched
// calls are decided by the kernel's per-syscall bitmap. Names that do not exist on an
// architecture are skipped there.
absl::StatusOr<std::vector<sock_filter>> BuildFilter(const FilterSpec& spec);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_FILTER_H_
