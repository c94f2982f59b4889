// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_ROOT_IDENTITY_H_
#define FALCO_RUN_TRACER_ROOT_IDENTITY_H_

#include <sys/types.h>

#include <cstdint>
#include <optional>

namespace falco_run::tracer {

// The directory that a process has for /, and which mount of it: mount namespaces have mounts of
// their own, so two processes with the same see the same files by the same paths.
struct RootIdentity {
  uint64_t device = 0;
  uint64_t inode = 0;
  uint64_t mount = 0;  // 0 before Linux 5.8

  auto operator<=>(const RootIdentity&) const = default;
};

// That of a process; 0: ours. Nothing when it has ended or may not be looked at. One statx(2).
std::optional<RootIdentity> LookAtRoot(pid_t pid);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_ROOT_IDENTITY_H_
