// SPDX-License-Identifier: Apache-2.0
#include "tracer/opened_file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tracer/file_servers.h"
#include "tracer/proc_file.h"
#include "tracer/unique_fd.h"

namespace falco_run::tracer {
namespace {

// A file's identity, from what the kernel has in its caches.
struct Identity {
  bool known = false;
  struct statx file = {};

  bool operator==(const Identity& other) const {
    return file.stx_ino == other.file.stx_ino && file.stx_dev_major == other.file.stx_dev_major &&
           file.stx_dev_minor == other.file.stx_dev_minor;
  }
};

Identity IdentityOf(int dir, const char* path, int flags) {
  Identity identity;
  identity.known =
      statx(dir, path, flags | AT_STATX_DONT_SYNC, STATX_INO | STATX_TYPE, &identity.file) == 0;
  return identity;
}

int OpenIn(int root, std::string_view path, uint64_t resolve) {
  open_how how = {};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT | resolve;
  const std::string text(path);
  return static_cast<int>(syscall(SYS_openat2, root, text.c_str(), &how, sizeof how));
}

// Its links lead elsewhere when we follow them: /proc/self, /dev/stdin.
bool DependsOnReader(std::string_view path) {
  return path.starts_with("/proc/") || path.starts_with("/dev/");
}

}  // namespace

std::optional<std::string> OpenedInstead(pid_t tid, int64_t fd, std::string_view path) {
  if (!path.starts_with('/')) return std::nullopt;
  const std::string name = "fd/" + std::to_string(fd);
  std::string link = ReadProcLink(tid, name.c_str());
  if (link == path || !link.starts_with('/')) return std::nullopt;
  constexpr std::string_view kDeleted = " (deleted)";
  if (link.ends_with(kDeleted)) link.resize(link.size() - kDeleted.size());
  if (link == path) return std::nullopt;
  if (DependsOnReader(path) && DependsOnReader(link)) return std::nullopt;

  const std::string task = "/proc/" + std::to_string(tid) + "/";
  const Identity opened = IdentityOf(AT_FDCWD, (task + name).c_str(), 0);
  const UniqueFd root(open((task + "root").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!opened.known || !root.valid()) return std::nullopt;
  // What was just opened is in the kernel's caches, so that nobody need be asked.
  UniqueFd at_path(OpenIn(root.get(), path, RESOLVE_CACHED));
  if (!at_path.valid() && errno == EAGAIN && !HasFileServers(tid)) {
    at_path.reset(OpenIn(root.get(), path, 0));
  }
  if (at_path.valid()) {
    const Identity named = IdentityOf(at_path.get(), "", AT_EMPTY_PATH);
    if (!named.known || named == opened) return std::nullopt;
  } else if (errno != ENOENT && errno != ENOTDIR) {
    return std::nullopt;
  }
  return link;
}

}  // namespace falco_run::tracer
