// SPDX-License-Identifier: Apache-2.0
#include "net/address_lookup.h"

#include <future>
#include <memory>
#include <utility>

namespace falco_run::net {

// A name that is being looked up cannot be given up; who waits can.
absl::StatusOr<std::vector<http::Address>> LookUp(const HostPort& server,
                                                  std::chrono::milliseconds timeout) {
  if (const auto numeric = http::NumericAddress(server.host, server.port)) return {{*numeric}};
  const auto found = std::make_shared<std::promise<http::FoundAddresses>>();
  auto future = found->get_future();
  http::LookUpName(server.host, server.port, [found](http::FoundAddresses addresses) {
    found->set_value(std::move(addresses));
  });
  if (future.wait_for(timeout) != std::future_status::ready) {
    return absl::DeadlineExceededError(server.host + ": looking up the name takes too long");
  }
  http::FoundAddresses addresses = future.get();
  if (addresses.addresses.empty()) {
    return absl::UnavailableError(server.host + ": " + addresses.error);
  }
  return std::move(addresses.addresses);
}

}  // namespace falco_run::net
