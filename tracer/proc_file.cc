// SPDX-License-Identifier: Apache-2.0
#include "tracer/proc_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "tracer/borrowed_ids.h"
#include "tracer/unique_fd.h"

namespace falco_run::tracer {
namespace {

bool Refused() { return errno == EACCES || errno == EPERM; }

// `status` is readable by all, and BorrowedIds reads it: asking again would recurse.
bool WorthBorrowing(std::string_view name) { return name != "status" && name != "stat"; }

UniqueFd OpenProcFile(pid_t pid, const char* name) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
  UniqueFd fd(open(path, O_RDONLY | O_CLOEXEC));
  if (!fd.valid() && Refused() && WorthBorrowing(name)) {
    BorrowedIds ids(pid);
    if (ids.changed()) fd.reset(open(path, O_RDONLY | O_CLOEXEC));
  }
  return fd;
}

}  // namespace

std::string_view ReadProcFile(pid_t pid, const char* name, std::span<char> buffer) {
  UniqueFd fd = OpenProcFile(pid, name);
  if (!fd.valid()) return {};
  size_t used = 0;
  while (used < buffer.size()) {
    const ssize_t n = read(fd.get(), buffer.data() + used, buffer.size() - used);
    if (n <= 0) break;
    used += static_cast<size_t>(n);
    // These files give all they have in one read, but for the very long ones.
    if (used < buffer.size() && used < 4000) break;
  }
  return {buffer.data(), used};
}

std::string ReadProcFile(pid_t pid, const char* name, size_t limit) {
  UniqueFd fd = OpenProcFile(pid, name);
  std::string out;
  if (!fd.valid()) return out;
  char chunk[4096];
  while (out.size() < limit) {
    const ssize_t n = read(fd.get(), chunk, std::min(sizeof chunk, limit - out.size()));
    if (n <= 0) break;
    out.append(chunk, static_cast<size_t>(n));
  }
  return out;
}

std::string ReadProcLink(pid_t pid, const char* name) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
  char target[PATH_MAX];
  ssize_t n = readlink(path, target, sizeof target);
  if (n < 0 && Refused()) {
    BorrowedIds ids(pid);
    if (ids.changed()) n = readlink(path, target, sizeof target);
  }
  return n < 0 ? std::string() : std::string(target, static_cast<size_t>(n));
}

std::string_view ReadCommandLine(pid_t pid, std::span<char> buffer) {
  constexpr int kLooks = 5;
  constexpr timespec kBetween = {0, 1'000'000};
  for (int look = 1;; ++look) {
    const std::string_view text = ReadProcFile(pid, "cmdline", buffer);
    if (!text.empty() || look == kLooks || ReadProcLink(pid, "exe").empty()) return text;
    nanosleep(&kBetween, nullptr);
  }
}

}  // namespace falco_run::tracer
