// SPDX-License-Identifier: Apache-2.0
#include "tracer/wait_of.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "tracer/fd_inspector.h"

namespace falco_run::tracer {
namespace {

// The flags of a call that may say "do not wait".
int MessageFlags(const SyscallSpec& spec, const seccomp_data& data) {
  switch (spec.type) {
    case proto::EVENT_SENDTO:
    case proto::EVENT_SEND:
    case proto::EVENT_RECVFROM:
    case proto::EVENT_RECV:
    case proto::EVENT_SENDMMSG:
    case proto::EVENT_RECVMMSG:
      return static_cast<int>(data.args[3]);
    case proto::EVENT_SENDMSG:
    case proto::EVENT_RECVMSG:
      return static_cast<int>(data.args[2]);
    default:
      return 0;
  }
}

bool Writes(proto::EventType type) {
  switch (type) {
    case proto::EVENT_SENDTO:
    case proto::EVENT_SEND:
    case proto::EVENT_SENDMSG:
    case proto::EVENT_SENDMMSG:
    case proto::EVENT_WRITE:
    case proto::EVENT_WRITEV:
    case proto::EVENT_CONNECT:
      return true;
    default:
      return false;
  }
}

bool HasTimeout(int socket, int option) {
  timeval timeout = {};
  socklen_t length = sizeof timeout;
  return getsockopt(socket, SOL_SOCKET, option, &timeout, &length) == 0 &&
         (timeout.tv_sec != 0 || timeout.tv_usec != 0);
}

bool IsStream(int socket) {
  int type = 0;
  socklen_t length = sizeof type;
  return getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &length) != 0 || type != SOCK_DGRAM;
}

bool IsReady(int fd, short what) {
  pollfd p = {fd, what, 0};
  return poll(&p, 1, 0) == 1;
}

bool IsLocal(int socket) {
  int domain = 0;
  socklen_t length = sizeof domain;
  return getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &domain, &length) != 0 || domain == AF_UNIX;
}

bool IsConnected(int socket) {
  sockaddr_storage peer;
  socklen_t length = sizeof peer;
  return getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &length) == 0;
}

// Sent ones hardly ever wait, and then begin again without a trace, except where there is a time
// limit or one has gone already.
Wait WaitOfDatagrams(const SyscallSpec& spec, const seccomp_data& data, int socket) {
  const bool many = spec.type == proto::EVENT_SENDMMSG && data.args[2] > 1;
  if (!many && !HasTimeout(socket, SO_SNDTIMEO)) return Wait::kNo;
  if (!IsReady(socket, POLLOUT)) return Wait::kFragile;
  // Local ones wait for their reader. There is room for one, and at whom the socket is connected
  // to.
  return IsLocal(socket) && (many || !IsConnected(socket)) ? Wait::kFragile : Wait::kNo;
}

Wait WaitOfSocket(const SyscallSpec& spec, const seccomp_data& data, pid_t pid, int fd) {
  const int flags = MessageFlags(spec, data);
  if (flags & MSG_DONTWAIT) return Wait::kNo;
  const UniqueFd socket = DuplicateDescriptor(pid, fd);
  if (!socket.valid()) {
    return ReadDescriptorFlags(pid, fd) & O_NONBLOCK ? Wait::kNo : Wait::kMaybe;
  }
  if (fcntl(socket.get(), F_GETFL) & O_NONBLOCK) return Wait::kNo;
  const bool writes = Writes(spec.type);
  const bool datagram = !IsStream(socket.get());
  if (writes && datagram) return WaitOfDatagrams(spec, data, socket.get());
  // Reading many messages, or all of a size, goes on after the first.
  const bool many = (flags & MSG_WAITALL) != 0 ||
                    (spec.type == proto::EVENT_RECVMMSG && (flags & MSG_WAITFORONE) == 0);
  if (!writes && !many && IsReady(socket.get(), POLLIN)) return Wait::kNo;
  if (HasTimeout(socket.get(), writes ? SO_SNDTIMEO : SO_RCVTIMEO)) return Wait::kFragile;
  return many ? Wait::kFragile : Wait::kMaybe;
}

}  // namespace

Wait WaitOf(const SyscallSpec& spec, const seccomp_data& data, pid_t pid) {
  const int fd = static_cast<int>(data.args[spec.fd_reg]);
  if (fd < 0) return Wait::kNo;
  if (IsSocket(pid, fd)) return WaitOfSocket(spec, data, pid, fd);
  // A terminal, a pipe or a file, whose calls start again without a trace.
  return ReadDescriptorFlags(pid, fd) & O_NONBLOCK ? Wait::kNo : Wait::kMaybe;
}

}  // namespace falco_run::tracer
