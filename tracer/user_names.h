// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_USER_NAMES_H_
#define FALCO_RUN_TRACER_USER_NAMES_H_

#include <sys/types.h>

#include <ctime>
#include <string>
#include <unordered_map>

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

  explicit UserNames(std::string passwd = "/etc/passwd", std::string group = "/etc/group");

  // nullptr where there is no entry. The answer is valid until the next call.
  const User* FindUser(uid_t uid);
  const std::string* FindGroup(gid_t gid);

 private:
  struct Stamp {
    timespec mtime{};
    ino_t ino = 0;
    time_t looked = -1;
  };
  // True when `path` is another file than at the last look. `known`: there is an answer, which
  // may be a second old.
  static bool Changed(const std::string& path, bool known, Stamp& stamp);

  std::string passwd_path_, group_path_;
  Stamp passwd_stamp_, group_stamp_;
  std::unordered_map<uid_t, User> users_;
  std::unordered_map<gid_t, std::string> groups_;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_USER_NAMES_H_
