// SPDX-License-Identifier: Apache-2.0
#include "tracer/trust.h"

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace falco_run::tracer {
namespace {

bool FromMemory(const proto::Argument& arg) {
  return !arg.text().empty() || !arg.path().empty() || arg.list_size() > 0 || arg.has_address() ||
         arg.unreadable();
}

bool HasThreads(pid_t pid) {
  struct stat st;
  const std::string tasks = "/proc/" + std::to_string(pid) + "/task";
  // Each thread is a directory, and the parent's link count tells how many there are.
  constexpr nlink_t kOneThread = 3;
  return stat(tasks.c_str(), &st) == 0 && st.st_nlink > kOneThread;
}

}  // namespace

proto::Trust GradeTrust(pid_t pid, const proto::SyscallEvent& event) {
  if (std::none_of(event.args().begin(), event.args().end(), FromMemory)) {
    return proto::TRUST_KERNEL;
  }
  return HasThreads(pid) ? proto::TRUST_RACY : proto::TRUST_SNAPSHOT;
}

void VerifyOpenedPath(pid_t pid, int fd, proto::SyscallEvent& event) {
  const auto arg = std::find_if(event.mutable_args()->begin(), event.mutable_args()->end(),
                                [](const proto::Argument& a) { return !a.path().empty(); });
  if (arg == event.mutable_args()->end()) return;
  const std::string process = "/proc/" + std::to_string(pid);
  const std::string link = process + "/fd/" + std::to_string(fd);
  struct stat named;
  struct stat opened;
  if (stat(link.c_str(), &opened) != 0) return;
  if (stat((process + "/root" + arg->path()).c_str(), &named) == 0 &&
      named.st_dev == opened.st_dev && named.st_ino == opened.st_ino) {
    event.set_trust(proto::TRUST_KERNEL);
    return;
  }
  char target[PATH_MAX];
  const ssize_t length = readlink(link.c_str(), target, sizeof target);
  if (length <= 0) return;
  const std::string_view path(target, static_cast<size_t>(length));
  // Names there mean something else for each process that asks.
  constexpr std::string_view kProc = "/proc/";
  if (path.front() != '/' || (path.starts_with(kProc) && arg->path().starts_with(kProc))) return;
  arg->set_path(path.data(), path.size());
  event.set_trust(proto::TRUST_KERNEL);
}

}  // namespace falco_run::tracer
