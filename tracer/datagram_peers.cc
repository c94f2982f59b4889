// SPDX-License-Identifier: Apache-2.0
#include "tracer/datagram_peers.h"

#include <netinet/in.h>

#include <cstddef>

namespace falco_run::tracer {
namespace {

using Fd = proto::FileDescriptor;

// Ends of sockets are not seen: all is forgotten when there is too much.
constexpr size_t kMaxSockets = 4096;

bool IsUnconnectedDatagram(const Fd& fd) {
  return (fd.type() == Fd::IPV4 || fd.type() == Fd::IPV6) && fd.protocol() != IPPROTO_TCP &&
         !fd.connected();
}

}  // namespace

bool DatagramPeers::Complete(Fd& fd) const {
  if (!IsUnconnectedDatagram(fd)) return false;
  const auto it = last_.find(fd.name());
  if (it != last_.end()) {
    *fd.mutable_peer() = it->second.peer;
    fd.set_role(it->second.role);
  }
  return true;
}

void DatagramPeers::Note(const Fd& fd, const proto::SocketAddress& peer, bool sent) {
  if (!IsUnconnectedDatagram(fd)) return;
  if (last_.size() >= kMaxSockets) last_.clear();
  // Who speaks first is the client.
  const auto [it, is_new] = last_.try_emplace(fd.name(), Last{{}, sent ? Fd::CLIENT : Fd::SERVER});
  it->second.peer = peer;
}

}  // namespace falco_run::tracer
