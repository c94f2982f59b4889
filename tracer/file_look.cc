// SPDX-License-Identifier: Apache-2.0
#include "tracer/file_look.h"

#include <errno.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string>

#include "tracer/file_servers.h"
#include "tracer/unique_fd.h"

namespace falco_run::tracer {
namespace {

// From what the kernel has in its caches.
FileLook Look(int dir, const char* path, int flags) {
  constexpr unsigned kParts = STATX_INO | STATX_TYPE | STATX_BTIME;
  FileLook look;
  look.known = statx(dir, path, flags | AT_STATX_DONT_SYNC, kParts, &look.file) == 0;
  look.exists = look.known;
  return look;
}

int OpenIn(int root, std::string_view path, uint64_t resolve) {
  open_how how = {};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT | resolve;
  const std::string text(path);
  return static_cast<int>(syscall(SYS_openat2, root, text.c_str(), &how, sizeof how));
}

std::string TaskPath(pid_t tid, const std::string& name) {
  return "/proc/" + std::to_string(tid) + "/" + name;
}

}  // namespace

bool IsSameFile(const FileLook& a, const FileLook& b) {
  return a.file.stx_ino == b.file.stx_ino && a.file.stx_dev_major == b.file.stx_dev_major &&
         a.file.stx_dev_minor == b.file.stx_dev_minor;
}

FileLook LookAtPath(pid_t tid, std::string_view path) {
  const UniqueFd root(open(TaskPath(tid, "root").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root.valid()) return {};
  // What was just used is in the kernel's caches, so that nobody need be asked.
  UniqueFd at_path(OpenIn(root.get(), path, RESOLVE_CACHED));
  if (!at_path.valid() && errno == EAGAIN && !HasFileServers(tid)) {
    at_path.reset(OpenIn(root.get(), path, 0));
  }
  if (at_path.valid()) return Look(at_path.get(), "", AT_EMPTY_PATH);
  FileLook look;
  look.known = errno == ENOENT || errno == ENOTDIR;
  return look;
}

FileLook LookAtDescriptor(pid_t tid, int64_t fd) {
  return Look(AT_FDCWD, TaskPath(tid, "fd/" + std::to_string(fd)).c_str(), 0);
}

}  // namespace falco_run::tracer
