// SPDX-License-Identifier: Apache-2.0
#include "tracer/created_files.h"

#include <fcntl.h>

#include "tracer/clock.h"
#include "tracer/find_argument.h"

namespace falco_run::tracer {
namespace {

// With O_EXCL success says it.
bool MayCreate(const proto::SyscallEvent& event) {
  if (event.type() == proto::EVENT_CREAT) return true;
  const proto::Argument* flags = FindArgument(event, proto::PARAM_FLAGS);
  return flags != nullptr && (flags->number() & (O_CREAT | O_EXCL)) == O_CREAT;
}

// Files are made there, but links lead elsewhere when we follow them.
bool DependsOnReader(std::string_view path) {
  return path.starts_with("/proc/") ||
         (path.starts_with("/dev/") && !path.starts_with("/dev/shm/"));
}

}  // namespace

void CreatedFiles::LookBefore(const proto::SyscallEvent& event) {
  constexpr size_t kMost = 1024;
  if (!MayCreate(event)) return;
  if (before_.size() >= kMost) before_.clear();  // mostly of calls whose threads have ended
  Before& before = before_[event.tid()];
  before = {event.time_ns(), ReadClockNs(CLOCK_REALTIME_COARSE), {}};
  const proto::Argument* path = FindArgument(event, proto::PARAM_NAME);
  if (path == nullptr || !path->path().starts_with('/') || DependsOnReader(path->path())) return;
  before.look = LookAtPath(event.tid(), path->path());
}

void CreatedFiles::LookAfter(int64_t fd, proto::SyscallEvent& event) {
  const auto it = before_.find(event.tid());
  if (it == before_.end()) return;
  const Before before = it->second;
  before_.erase(it);
  if (before.time_ns != event.time_ns()) return;  // of a call that was given up
  const FileLook after = LookAtDescriptor(event.tid(), fd);
  if (const auto created = WasCreated(before.look, after, before.begun)) {
    event.set_created(*created);
  }
}

std::optional<bool> CreatedFiles::WasCreated(const FileLook& before, const FileLook& after,
                                             uint64_t begun) {
  if (!after.exists) return std::nullopt;
  if (!S_ISREG(after.file.stx_mode)) return false;
  // A file of an overlay is born again when it is copied up: the same inode goes first.
  if (before.exists && IsSameFile(before, after)) return false;
  if ((after.file.stx_mask & STATX_BTIME) == 0) return std::nullopt;
  const auto& birth = after.file.stx_btime;
  if (ToNs({birth.tv_sec, birth.tv_nsec}) < begun) return false;
  if (!before.known || before.exists) return std::nullopt;
  return true;
}

}  // namespace falco_run::tracer
