// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_FD_INSPECTOR_H_
#define FALCO_RUN_TRACER_FD_INSPECTOR_H_

#include <sys/socket.h>
#include <sys/types.h>

#include "proto/record.pb.h"

namespace falco_run::tracer {

// Converts a kernel socket address; v4-mapped IPv6 addresses become IPv4.
void FillAddress(const sockaddr_storage& from, socklen_t length, proto::SocketAddress& to);

// Describes descriptor `fd` of a process while it waits in a call: its type, name, and for
// sockets their protocol and addresses. Sockets are looked at through pidfd_getfd(2) where
// that is permitted; elsewhere only what /proc tells is filled in.
//
// `may_block` is set to false when a call on the descriptor surely returns at once or can be
// started again without harm (no send timeout).
void InspectDescriptor(pid_t pid, int fd, proto::FileDescriptor& out, bool& may_block);

// Only number, type, name and (for sockets) addresses: half the cost for files.
void DescribeDescriptor(pid_t pid, int fd, proto::FileDescriptor& out);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_FD_INSPECTOR_H_
