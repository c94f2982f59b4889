// SPDX-License-Identifier: Apache-2.0
#include "http/name_lookup.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <nss.h>
#include <sys/un.h>

#include <cstring>
#include <system_error>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "http/quiet_thread.h"

namespace falco_run::http {

FoundAddresses LookUpNameHere(const std::string& host, uint16_t port) {
  static const bool configured = __nss_configure_lookup("hosts", "files dns") == 0;
  FoundAddresses found;
  if (!configured) {
    found.error = "the name service cannot be set up";
    return found;
  }
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const int result = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
  if (result != 0) {
    found.error = result == EAI_SYSTEM ? std::strerror(errno) : gai_strerror(result);
    return found;
  }
  for (const addrinfo* one = list; one != nullptr; one = one->ai_next) {
    if (one->ai_family != AF_INET && one->ai_family != AF_INET6) continue;
    Address address;
    address.size = one->ai_addrlen;
    std::memcpy(&address.storage, one->ai_addr, one->ai_addrlen);
    found.addresses.push_back(address);
  }
  freeaddrinfo(list);
  if (found.addresses.empty()) found.error = "the name has no address";
  return found;
}

std::string AddressText(const Address& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.storage.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address.storage);
    inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
    return absl::StrCat(text, ":", ntohs(v4.sin_port));
  }
  if (address.storage.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address.storage);
    inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
    return absl::StrCat("[", text, "]:", ntohs(v6.sin6_port));
  }
  return "unix";
}

std::optional<Address> NumericAddress(const std::string& host, uint16_t port) {
  Address address;
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    address.size = sizeof v4;
    std::memcpy(&address.storage, &v4, sizeof v4);
  } else if (inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    address.size = sizeof v6;
    std::memcpy(&address.storage, &v6, sizeof v6);
  } else {
    return std::nullopt;
  }
  return address;
}

std::optional<Address> UnixAddress(const std::string& path) {
  sockaddr_un un{};
  if (path.empty() || path.size() >= sizeof un.sun_path) return std::nullopt;
  un.sun_family = AF_UNIX;
  std::memcpy(un.sun_path, path.data(), path.size());
  Address address;
  address.size = sizeof un;
  std::memcpy(&address.storage, &un, sizeof un);
  return address;
}

void LookUpName(std::string host, uint16_t port, std::function<void(FoundAddresses)> done) {
  try {
    StartQuietThread([host = std::move(host), port, done] {
      done(LookUpNameHere(host, port));
    }).detach();
  } catch (const std::system_error& error) {
    FoundAddresses none;
    none.error = absl::StrCat("no thread to look the name up: ", error.what());
    done(none);
  }
}

}  // namespace falco_run::http
