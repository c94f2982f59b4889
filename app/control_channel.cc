// SPDX-License-Identifier: Apache-2.0
#include "app/control_channel.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

namespace falco_run::app {

bool ControlChannel::MakePair(ControlChannel& a, ControlChannel& b) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return false;
  a.fd_.reset(ends[0]);
  b.fd_.reset(ends[1]);
  return true;
}

void ControlChannel::Send(const ControlMessage& message, int fd) const {
  ControlMessage copy = message;
  iovec part = {&copy, sizeof copy};
  msghdr header = {};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  alignas(cmsghdr) char space[CMSG_SPACE(sizeof fd)] = {};
  if (fd >= 0) {
    header.msg_control = space;
    header.msg_controllen = sizeof space;
    cmsghdr* control = CMSG_FIRSTHDR(&header);
    control->cmsg_level = SOL_SOCKET;
    control->cmsg_type = SCM_RIGHTS;
    control->cmsg_len = CMSG_LEN(sizeof fd);
    std::memcpy(CMSG_DATA(control), &fd, sizeof fd);
  }
  while (sendmsg(fd_.get(), &header, MSG_NOSIGNAL) < 0 && errno == EINTR) {
  }
}

std::optional<ControlMessage> ControlChannel::Receive(tracer::UniqueFd* fd) const {
  return ReceiveFrom(fd_.get(), fd);
}

std::optional<ControlMessage> ControlChannel::ReceiveFrom(int socket, tracer::UniqueFd* fd) {
  ControlMessage message;
  iovec part = {&message, sizeof message};
  msghdr header = {};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int))] = {};
  header.msg_control = space;
  header.msg_controllen = sizeof space;
  ssize_t n;
  do {
    n = recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
  } while (n < 0 && errno == EINTR);
  if (n < 0) return std::nullopt;
  const cmsghdr* control = CMSG_FIRSTHDR(&header);
  if (control != nullptr && control->cmsg_type == SCM_RIGHTS) {
    int received = -1;
    std::memcpy(&received, CMSG_DATA(control), sizeof received);
    tracer::UniqueFd owned(received);
    if (fd != nullptr) *fd = std::move(owned);
  }
  if (n != static_cast<ssize_t>(sizeof message)) return std::nullopt;
  return message;
}

}  // namespace falco_run::app
