// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_ROOT_USER_NAMES_H_
#define FALCO_RUN_TRACER_ROOT_USER_NAMES_H_

#include <sys/types.h>

#include <map>
#include <memory>
#include <optional>

#include "tracer/root_identity.h"
#include "tracer/user_names.h"

namespace falco_run::tracer {

// The users of processes that see another file system than we do: in a chroot, a mount namespace
// or a container, ids have the names of its /etc/passwd.
//
//   UserNames& users = other.IsOwnRoot(pid) ? own : other.Of(pid);
class RootUserNames {
 public:
  RootUserNames() : own_(LookAtRoot(0)) {}

  // Whether the process's / is ours, in our mount namespace; also where that cannot be told. One
  // statx(2).
  bool IsOwnRoot(pid_t pid);

  // After IsOwnRoot(pid) was false. Names that its files do not have are not known; so are all
  // where reading them might wait for a file server (FUSE, NFS).
  UserNames& Of(pid_t pid);

 private:
  const std::optional<RootIdentity> own_;
  RootIdentity last_;
  std::map<RootIdentity, std::unique_ptr<UserNames>> users_;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_ROOT_USER_NAMES_H_
