// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_FD_INSPECTOR_H_
#define FALCO_RUN_TRACER_FD_INSPECTOR_H_

#include <sys/socket.h>
#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "proto/record.pb.h"
#include "tracer/unique_fd.h"

namespace falco_run::tracer {

// Converts a kernel socket address; v4-mapped IPv6 addresses become IPv4.
void FillAddress(const sockaddr_storage& from, socklen_t length, proto::SocketAddress& to);

// Describes descriptors of processes while they wait in a call. What it knows of the last process
// and of the last socket is not asked for again: a connect costs 5 system calls, then, not 12, and
// none of them looks up a path.
//
//   DescriptorInspector inspector;
//   inspector.Inspect(pid, fd, *event.mutable_fd());
class DescriptorInspector {
 public:
  // A socket's role (who serves) need not be guessed where the call says it.
  enum class Role : uint8_t { kGuessed, kLeftOut };

  // Type, name, and for sockets their protocol and addresses. Sockets are looked at through
  // pidfd_getfd(2) where that is permitted; elsewhere only what /proc tells is filled in.
  void Inspect(pid_t pid, int fd, proto::FileDescriptor& out, Role role = Role::kGuessed);

  // Only number, type, name and (for sockets) addresses: half the cost for files.
  void Describe(pid_t pid, int fd, proto::FileDescriptor& out);

  // The calls that were seen tell who serves on a socket, so it is not guessed any more. `fd` as
  // Inspect has filled it in.
  void NoteRole(const proto::FileDescriptor& fd, proto::FileDescriptor::Role role);

 private:
  struct Socket {
    int fd = -1;         // of pid_
    uint64_t inode = 0;  // the numbers are not given again for long
    int family = 0;
    int type = 0;
    int protocol = 0;
  };

  bool Look(pid_t pid, int fd, Role role, proto::FileDescriptor& out);
  // False if it is not a socket, or may not be duplicated.
  bool LookAtSocket(pid_t pid, int fd, Role role, proto::FileDescriptor& out);
  void LookAtFile(pid_t pid, int fd, proto::FileDescriptor& out);
  UniqueFd Duplicate(pid_t pid, int fd);

  pid_t pid_ = 0;
  UniqueFd process_;  // a pidfd of pid_
  Socket socket_;
  std::unordered_map<uint64_t, proto::FileDescriptor::Role> roles_;  // by inode
};

// A duplicate of descriptor `fd` of a process, by pidfd_getfd(2); invalid where that is refused.
UniqueFd DuplicateDescriptor(pid_t pid, int fd);

// The flags it was opened with (O_*), from /proc; 0 when they cannot be read.
uint32_t ReadDescriptorFlags(pid_t pid, int fd);

// How many a process has open.
uint64_t CountDescriptors(pid_t pid);

// Whether it is a socket, by /proc.
bool IsSocket(pid_t pid, int fd);

// Connections that wait to be accepted by a listening socket.
struct AcceptQueue {
  uint32_t length = 0;
  uint32_t limit = 0;
};
// Nothing unless `socket` is a listening TCP socket.
std::optional<AcceptQueue> ReadAcceptQueue(int socket);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_FD_INSPECTOR_H_
