// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_NET_DATAGRAM_SOCKET_H_
#define FALCO_RUN_NET_DATAGRAM_SOCKET_H_

#include <chrono>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace falco_run::net {

// Sends datagrams to "host:port" by UDP, or to "unix:///path". The name is looked up at first and
// again after an error.
class DatagramSocket {
 public:
  explicit DatagramSocket(std::string target) : target_(std::move(target)) {}
  ~DatagramSocket() { Close(); }
  DatagramSocket(const DatagramSocket&) = delete;
  DatagramSocket& operator=(const DatagramSocket&) = delete;

  // Unavailable: it could not be sent now. InvalidArgument: the target is none.
  absl::Status Send(std::string_view datagram);

 private:
  absl::Status Open();
  void Close();

  const std::string target_;
  int fd_ = -1;
};

}  // namespace falco_run::net

#endif  // FALCO_RUN_NET_DATAGRAM_SOCKET_H_
