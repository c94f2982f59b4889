// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_NET_ADDRESS_LOOKUP_H_
#define FALCO_RUN_NET_ADDRESS_LOOKUP_H_

#include <chrono>
#include <vector>

#include "absl/status/statusor.h"
#include "http/name_lookup.h"
#include "net/host_port.h"

namespace falco_run::net {

// The addresses of a server, at least one. Unavailable: there is none. DeadlineExceeded.
absl::StatusOr<std::vector<http::Address>> LookUp(const HostPort& server,
                                                  std::chrono::milliseconds timeout);

}  // namespace falco_run::net

#endif  // FALCO_RUN_NET_ADDRESS_LOOKUP_H_
