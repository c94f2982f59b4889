// SPDX-License-Identifier: Apache-2.0
#include "tracer/root_identity.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <string>

namespace falco_run::tracer {

std::optional<RootIdentity> LookAtRoot(pid_t pid) {
  const std::string path = "/proc/" + std::to_string(pid == 0 ? getpid() : pid) + "/root";
  struct statx st;
  constexpr unsigned kMask = STATX_INO | STATX_MNT_ID;
  if (statx(AT_FDCWD, path.c_str(), AT_STATX_DONT_SYNC, kMask, &st) != 0) return std::nullopt;
  const uint64_t mount = (st.stx_mask & STATX_MNT_ID) != 0 ? st.stx_mnt_id : 0;
  return RootIdentity{makedev(st.stx_dev_major, st.stx_dev_minor), st.stx_ino, mount};
}

}  // namespace falco_run::tracer
