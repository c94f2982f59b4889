// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_FILE_SERVERS_H_
#define FALCO_RUN_TRACER_FILE_SERVERS_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tracer/root_identity.h"
#include "tracer/unique_fd.h"

namespace falco_run::tracer {

// The mount table of a process, as in /proc/PID/mountinfo. No file system is asked.
std::string ReadMountinfo(pid_t pid);

// Where the mounts are whose files another process provides (FUSE, NFS, 9p, ...), from the text of
// /proc/PID/mountinfo.
std::vector<std::string> ServedMounts(std::string_view mountinfo);

// Whether some of the files that the process sees are provided by another process, which may be of
// the tree and wait for us. Reads its mount table: some 50 us.
bool HasFileServers(pid_t tid);

// Tells which calls a file server may answer. Such a call must not run with a stop pending: servers
// are told of that as of a signal, and may let the call fail with EINTR.
//
//   FileServers servers;
//   servers.NoteMount(tid, /*leaves=*/false);  // mount(2) and the like are called
//   if (servers.MayServe(tid, path)) ...     // one poll(2), mostly
class FileServers {
 public:
  FileServers() : own_(LookAtRoot(0)) {}

  // The mounts of `tid` are about to change, or (`leaves`) it gets others.
  void NoteMount(pid_t tid, bool leaves);

  // Whether `path` (absolute; empty: any) of `tid` is such a file. By name: symbolic links into a
  // served mount are not seen.
  bool MayServe(pid_t tid, std::string_view path);

 private:
  void ReadOwn();

  const std::optional<RootIdentity> own_;
  UniqueFd mountinfo_;  // ours: poll(2) tells when it changes
  std::vector<std::string> served_;
  bool served_read_ = false;
  bool elsewhere_ = false;  // mounts were made where we do not see them
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_FILE_SERVERS_H_
