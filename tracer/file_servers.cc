// SPDX-License-Identifier: Apache-2.0
#include "tracer/file_servers.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>

#include "tracer/mount_lines.h"
#include "tracer/proc_file.h"

namespace falco_run::tracer {
namespace {

bool IsServedType(std::string_view type) {
  if (type == "fusectl") return false;  // its control files
  for (const char* served : {"fuse", "nfs", "9p", "cifs", "smb3", "autofs", "ceph", "afs"}) {
    if (type.starts_with(served)) return true;
  }
  return false;
}

}  // namespace

std::string ReadMountinfo(pid_t pid) {
  constexpr size_t kMost = size_t{1} << 20;
  return ReadProcFile(pid, "mountinfo", kMost);
}

std::vector<std::string> ServedMounts(std::string_view mountinfo) {
  std::vector<std::string> served;
  for (const MountLine& mount : SplitMountLines(mountinfo)) {
    if (IsServedType(mount.type)) served.push_back(UnescapeMountPath(mount.point));
  }
  return served;
}

bool HasFileServers(pid_t tid) { return !ServedMounts(ReadMountinfo(tid)).empty(); }

void FileServers::ReadOwn() {
  if (!mountinfo_.valid())
    mountinfo_ = UniqueFd(open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC));
  if (!mountinfo_.valid()) return;
  // The first poll tells of a change since the file was opened.
  pollfd p = {mountinfo_.get(), POLLPRI, 0};
  if (!served_read_ || (poll(&p, 1, 0) > 0 && (p.revents & (POLLPRI | POLLERR)) != 0)) {
    served_ = ServedMounts(ReadMountinfo(getpid()));
    served_read_ = true;
  }
}

void FileServers::NoteMount(pid_t tid, bool leaves) {
  // In our own namespace we see it.
  if (leaves || !own_ || own_->mount == 0 || LookAtRoot(tid) != own_) elsewhere_ = true;
}

bool FileServers::MayServe(pid_t tid, std::string_view path) {
  ReadOwn();
  if (elsewhere_ && HasFileServers(tid)) return true;
  return std::any_of(served_.begin(), served_.end(), [&](const std::string& mount) {
    if (path.empty() || mount == "/") return true;
    return path.starts_with(mount) && (path.size() == mount.size() || path[mount.size()] == '/');
  });
}

}  // namespace falco_run::tracer
