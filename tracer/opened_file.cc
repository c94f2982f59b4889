// SPDX-License-Identifier: Apache-2.0
#include "tracer/opened_file.h"

#include "tracer/file_look.h"
#include "tracer/proc_file.h"

namespace falco_run::tracer {
namespace {

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

  const FileLook opened = LookAtDescriptor(tid, fd);
  if (!opened.exists) return std::nullopt;
  const FileLook named = LookAtPath(tid, path);
  if (!named.known || (named.exists && IsSameFile(named, opened))) return std::nullopt;
  return link;
}

}  // namespace falco_run::tracer
