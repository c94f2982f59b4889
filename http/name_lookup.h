// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_NAME_LOOKUP_H_
#define FALCO_RUN_HTTP_NAME_LOOKUP_H_

#include <sys/socket.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace falco_run::http {

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

// "192.0.2.1:80", "[2001:db8::1]:80", "unix".
std::string AddressText(const Address& address);

// An address that needs no looking up: IPv4, IPv6.
std::optional<Address> NumericAddress(const std::string& host, uint16_t port);
// InvalidArgument is nullopt: a path that is too long for a socket.
std::optional<Address> UnixAddress(const std::string& path);

struct FoundAddresses {
  std::vector<Address> addresses;
  std::string error;  // when there are none
};

// Looks up a name, however long it takes. Only /etc/hosts and DNS are asked: other modules of the
// name service would load code from the image that is watched, and a static binary cannot have
// them. This holds for the whole process from the first call on.
FoundAddresses LookUpNameHere(const std::string& host, uint16_t port);

// The same on a thread of its own, which calls `done` and ends; it cannot be stopped before.
void LookUpName(std::string host, uint16_t port, std::function<void(FoundAddresses)> done);

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_NAME_LOOKUP_H_
