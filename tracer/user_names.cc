// SPDX-License-Identifier: Apache-2.0
#include "tracer/user_names.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/openat2.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <utility>
#include <vector>

namespace falco_run::tracer {
namespace {

struct FileCloser {
  void operator()(FILE* f) const { std::fclose(f); }
};
using File = std::unique_ptr<FILE, FileCloser>;

constexpr off_t kMaxSize = off_t{16} << 20;

// Does not wait, whatever it finds.
UniqueFd OpenFile(const std::string& root, const char* path) {
  constexpr int kFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  const UniqueFd directory(open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid()) return UniqueFd();
  open_how how = {};
  how.flags = kFlags;
  how.resolve = RESOLVE_IN_ROOT;
  UniqueFd file(static_cast<int>(syscall(SYS_openat2, directory.get(), path, &how, sizeof how)));
  // Before Linux 5.6, and where a filter forbids it.
  if (!file.valid() && (errno == ENOSYS || errno == EPERM) && root == "/") {
    file = UniqueFd(openat(directory.get(), path, kFlags));
  }
  return file;
}

File ToFile(UniqueFd fd) {
  if (!fd.valid()) return nullptr;
  FILE* const file = fdopen(fd.get(), "r");
  if (file != nullptr) fd.release();
  return File(file);
}

}  // namespace

bool UserNames::Changed(const char* path, bool known, Stamp& stamp, UniqueFd& file) const {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  if (known && now.tv_sec == stamp.looked) return false;
  file = OpenFile(root_, path);
  struct stat st = {};
  // Somebody else's root may hold anything by that name.
  if (!file.valid() || fstat(file.get(), &st) != 0 || !S_ISREG(st.st_mode) ||
      st.st_size > kMaxSize) {
    file = UniqueFd();
    st = {};
  }
  const bool same = st.st_ino == stamp.ino && st.st_mtim.tv_sec == stamp.mtime.tv_sec &&
                    st.st_mtim.tv_nsec == stamp.mtime.tv_nsec;
  stamp = {st.st_mtim, st.st_ino, now.tv_sec};
  return !same;
}

const UserNames::User* UserNames::FindUser(uid_t uid) {
  UniqueFd fd;
  if (Changed("etc/passwd", users_.contains(uid), passwd_stamp_, fd)) {
    users_.clear();
    if (const File file = ToFile(std::move(fd))) {
      passwd entry;
      passwd* found = nullptr;
      std::vector<char> buffer(16384);
      while (fgetpwent_r(file.get(), &entry, buffer.data(), buffer.size(), &found) == 0) {
        users_.try_emplace(entry.pw_uid, User{entry.pw_name, entry.pw_dir, entry.pw_shell});
      }
    }
  }
  const auto it = users_.find(uid);
  return it == users_.end() ? nullptr : &it->second;
}

const std::string* UserNames::FindGroup(gid_t gid) {
  UniqueFd fd;
  if (Changed("etc/group", groups_.contains(gid), group_stamp_, fd)) {
    groups_.clear();
    if (const File file = ToFile(std::move(fd))) {
      group entry;
      group* found = nullptr;
      std::vector<char> buffer(65536);
      while (fgetgrent_r(file.get(), &entry, buffer.data(), buffer.size(), &found) == 0) {
        groups_.try_emplace(entry.gr_gid, entry.gr_name);
      }
    }
  }
  const auto it = groups_.find(gid);
  return it == groups_.end() ? nullptr : &it->second;
}

}  // namespace falco_run::tracer
