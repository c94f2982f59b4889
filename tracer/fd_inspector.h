// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_FD_INSPECTOR_H_
#define FALCO_RUN_TRACER_FD_INSPECTOR_H_

#include <sys/socket.h>
#include <sys/types.h>

#include <cstdint>
#include <optional>

#include "proto/record.pb.h"
#include "tracer/unique_fd.h"

namespace falco_run::tracer {

// Converts a kernel socket address; v4-mapped IPv6 addresses become IPv4.
void FillAddress(const sockaddr_storage& from, socklen_t length, proto::SocketAddress& to);

// Describes descriptor `fd` of a process while it waits in a call: its type, name, and for
// sockets their protocol and addresses. Sockets are looked at through pidfd_getfd(2) where
// that is permitted; elsewhere only what /proc tells is filled in.
void InspectDescriptor(pid_t pid, int fd, proto::FileDescriptor& out);

// Only number, type, name and (for sockets) addresses: half the cost for files.
void DescribeDescriptor(pid_t pid, int fd, proto::FileDescriptor& out);

// A duplicate of descriptor `fd` of a process, by pidfd_getfd(2); invalid where that is refused.
UniqueFd DuplicateDescriptor(pid_t pid, int fd);

// The flags it was opened with (O_*), from /proc; 0 when they cannot be read.
uint32_t ReadDescriptorFlags(pid_t pid, int fd);

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
