// SPDX-License-Identifier: Apache-2.0
#include "app/control_channel.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

namespace falco_run::app {

bool ControlChannel::MakePair(ControlChannel& a, ControlChannel& b) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return false;
  a.fd_.reset(ends[0]);
  b.fd_.reset(ends[1]);
  return true;
}

void ControlChannel::Send(const ControlMessage& message) const {
  while (send(fd_.get(), &message, sizeof message, MSG_NOSIGNAL) < 0 && errno == EINTR) {
  }
}

std::optional<ControlMessage> ControlChannel::Receive() const {
  ControlMessage message;
  ssize_t n;
  do {
    n = recv(fd_.get(), &message, sizeof message, 0);
  } while (n < 0 && errno == EINTR);
  if (n != static_cast<ssize_t>(sizeof message)) return std::nullopt;
  return message;
}

}  // namespace falco_run::app
