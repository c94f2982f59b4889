// SPDX-License-Identifier: Apache-2.0
#include "tracer/borrowed_ids.h"

#include <sys/syscall.h>
#include <unistd.h>

#include "tracer/proc_status.h"

namespace falco_run::tracer {
namespace {

// glibc's wrappers would do; the raw calls say that only this thread is meant.
long SetFsUid(uid_t uid) { return syscall(SYS_setfsuid, uid); }
long SetFsGid(gid_t gid) { return syscall(SYS_setfsgid, gid); }

}  // namespace

BorrowedIds::BorrowedIds(pid_t pid) {
  const auto status = ReadProcStatus(pid);
  if (!status) return;
  if (status->euid == geteuid() && status->egid == getegid()) return;
  SetFsGid(status->egid);
  SetFsUid(status->euid);
  changed_ = static_cast<uid_t>(SetFsUid(static_cast<uid_t>(-1))) == status->euid;
  if (!changed_) SetFsGid(getegid());
}

BorrowedIds::~BorrowedIds() {
  if (!changed_) return;
  SetFsUid(geteuid());
  SetFsGid(getegid());
}

}  // namespace falco_run::tracer
