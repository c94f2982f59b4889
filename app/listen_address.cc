// SPDX-License-Identifier: Apache-2.0
#include "app/listen_address.h"

#include <arpa/inet.h>

#include <charconv>

namespace falco_run::app {
namespace {

bool ReadPort(std::string_view text, uint16_t& port) {
  uint16_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return false;
  port = number;
  return true;
}

bool IsAddress(const std::string& text) {
  unsigned char buffer[sizeof(in6_addr)];
  return inet_pton(AF_INET, text.c_str(), buffer) == 1 ||
         inet_pton(AF_INET6, text.c_str(), buffer) == 1;
}

}  // namespace

absl::StatusOr<ListenAddress> ParseListenAddress(std::string_view text, uint16_t default_port) {
  ListenAddress listen;
  listen.port = default_port;
  std::string_view address = text;
  if (ReadPort(text, listen.port)) return listen;
  const size_t colon = text.rfind(':');
  // A colon within an address of IPv6 is no port's, unless the address is in brackets.
  const bool has_port = colon != std::string_view::npos &&
                        (text.starts_with('[') ? colon > text.find(']') : text.find(':') == colon);
  if (has_port) {
    address = text.substr(0, colon);
    if (!ReadPort(text.substr(colon + 1), listen.port)) {
      return absl::InvalidArgumentError("'" + std::string(text) +
                                        "': the port must be a number up to 65535");
    }
  }
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
  }
  listen.address = address;
  if (!listen.address.empty() && !IsAddress(listen.address)) {
    return absl::InvalidArgumentError("'" + std::string(text) +
                                      "' is not ADDRESS:PORT with a numeric address");
  }
  return listen;
}

}  // namespace falco_run::app
