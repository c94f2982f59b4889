// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_NET_HOST_PORT_H_
#define FALCO_RUN_NET_HOST_PORT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace falco_run::net {

struct HostPort {
  std::string host;  // IPv6 without brackets
  uint16_t port = 0;
};

// "host:25", "192.0.2.1:25", "[2001:db8::1]:25"; without a port `default_port`, if that is not 0.
// InvalidArgument otherwise.
absl::StatusOr<HostPort> ParseHostPort(std::string_view text, uint16_t default_port);

// Cuts "tls://" off an address and returns "tls"; "" if it has no scheme.
std::string TakeScheme(std::string& address);

}  // namespace falco_run::net

#endif  // FALCO_RUN_NET_HOST_PORT_H_
