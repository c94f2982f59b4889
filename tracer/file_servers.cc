// SPDX-License-Identifier: Apache-2.0
#include "tracer/file_servers.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>

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

// The n-th word (from 0) of a line.
std::string_view Word(std::string_view line, int n) {
  while (n-- > 0) {
    const size_t space = line.find(' ');
    if (space == std::string_view::npos) return {};
    line.remove_prefix(space + 1);
  }
  return line.substr(0, line.find(' '));
}

// Blanks and the like are written as \ooo there.
std::string Unescape(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    constexpr size_t kDigits = 3;
    if (text[i] == '\\' && i + kDigits < text.size()) {
      out += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 +
                               (text[i + 3] - '0'));
      i += kDigits;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

std::string ReadMountinfo(pid_t pid) {
  constexpr size_t kMost = size_t{1} << 20;
  return ReadProcFile(pid, "mountinfo", kMost);
}

std::vector<std::string> ServedMounts(std::string_view mountinfo) {
  // 36 35 98:0 /root-of-mount /mount-point options [fields] - type source options
  constexpr int kMountPoint = 4;
  std::vector<std::string> served;
  while (!mountinfo.empty()) {
    const size_t eol = mountinfo.find('\n');
    const std::string_view line = mountinfo.substr(0, eol);
    mountinfo.remove_prefix(eol == std::string_view::npos ? mountinfo.size() : eol + 1);
    const size_t dash = line.find(" - ");
    if (dash == std::string_view::npos || !IsServedType(Word(line.substr(dash + 3), 0))) continue;
    served.push_back(Unescape(Word(line, kMountPoint)));
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
