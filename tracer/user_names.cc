// SPDX-License-Identifier: Apache-2.0
#include "tracer/user_names.h"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>

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

}  // namespace

UserNames::UserNames(std::string passwd, std::string group)
    : passwd_path_(std::move(passwd)), group_path_(std::move(group)) {}

bool UserNames::Changed(const std::string& path, bool known, Stamp& stamp) {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  if (known && now.tv_sec == stamp.looked) return false;
  struct stat st = {};
  if (stat(path.c_str(), &st) != 0) st = {};
  const bool same = st.st_ino == stamp.ino && st.st_mtim.tv_sec == stamp.mtime.tv_sec &&
                    st.st_mtim.tv_nsec == stamp.mtime.tv_nsec;
  stamp = {st.st_mtim, st.st_ino, now.tv_sec};
  return !same;
}

const UserNames::User* UserNames::FindUser(uid_t uid) {
  if (Changed(passwd_path_, users_.contains(uid), passwd_stamp_)) {
    users_.clear();
    if (File file{std::fopen(passwd_path_.c_str(), "re")}) {
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
  if (Changed(group_path_, groups_.contains(gid), group_stamp_)) {
    groups_.clear();
    if (File file{std::fopen(group_path_.c_str(), "re")}) {
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
