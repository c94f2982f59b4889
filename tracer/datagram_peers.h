// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_DATAGRAM_PEERS_H_
#define FALCO_RUN_TRACER_DATAGRAM_PEERS_H_

#include <string>
#include <unordered_map>

#include "proto/record.pb.h"

namespace falco_run::tracer {

// Remembers whom each datagram socket that is not connected talked to last, so that an event can
// tell a new peer from a known one (fd.name_changed) and who spoke first (fd.role). Sockets are
// told apart by their name in /proc, "socket:[INODE]", which is unique while the socket lives.
class DatagramPeers {
 public:
  // Completes the description of such a socket with what is known of it. False for other
  // descriptors.
  bool Complete(proto::FileDescriptor& fd) const;

  // A datagram went to `peer` (`sent`), or came from it. `fd` as Complete() takes it.
  void Note(const proto::FileDescriptor& fd, const proto::SocketAddress& peer, bool sent);

 private:
  struct Last {
    proto::SocketAddress peer;
    proto::FileDescriptor::Role role;
  };
  std::unordered_map<std::string, Last> last_;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_DATAGRAM_PEERS_H_
