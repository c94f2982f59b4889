// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_USER_NAMES_H_
#define FALCO_RUN_TRACER_USER_NAMES_H_

#include <sys/types.h>

#include <cstdint>
#include <ctime>
#include <string>
#include <unordered_map>

#include "tracer/unique_fd.h"

namespace falco_run::tracer {

// Names of users and groups from /etc/passwd and /etc/group, read again when the files
// change (looked at when a name is not known, and else every second). NSS is left out on purpose:
// it may load code from the image that is watched.
class UserNames {
 public:
  struct User {
    std::string name;
    std::string home;
    std::string shell;
  };

  // `root`: the directory that is taken for /, also by symbolic links below it. "": no names.
  explicit UserNames(std::string root = "/") : root_(std::move(root)) {}

  // Another path to the same directory.
  void SetRoot(std::string root) { root_ = std::move(root); }

  // nullptr where there is no entry. The answer is valid until the next call.
  const User* FindUser(uid_t uid);
  const std::string* FindGroup(gid_t gid);

 private:
  struct Stamp {
    timespec mtime{};
    ino_t ino = 0;
    time_t looked = -1;
  };
  // True when the file below the root is another than at the last look, and then `file` is it, if
  // there is one. `known`: there is an answer, which may be a second old.
  bool Changed(const char* path, bool known, Stamp& stamp, UniqueFd& file) const;

  std::string root_;
  Stamp passwd_stamp_, group_stamp_;
  std::unordered_map<uid_t, User> users_;
  std::unordered_map<gid_t, std::string> groups_;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_USER_NAMES_H_
