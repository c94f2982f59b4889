// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_LISTEN_ADDRESS_H_
#define FALCO_RUN_APP_LISTEN_ADDRESS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace falco_run::app {

// Where a server listens.
struct ListenAddress {
  std::string address;  // numeric; empty: all
  uint16_t port = 0;
};

// "127.0.0.1:2801", "[::1]:2801", ":2801", "2801", "127.0.0.1". InvalidArgument otherwise.
absl::StatusOr<ListenAddress> ParseListenAddress(std::string_view text, uint16_t default_port);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_LISTEN_ADDRESS_H_
