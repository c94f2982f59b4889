// SPDX-License-Identifier: Apache-2.0
#include "net/host_port.h"

#include <charconv>

namespace falco_run::net {

absl::StatusOr<HostPort> ParseHostPort(std::string_view text, uint16_t default_port) {
  const auto wrong = absl::InvalidArgumentError("must be HOST:PORT");
  HostPort result;
  std::string_view host = text;
  std::string_view port;
  bool has_port = false;
  if (text.starts_with('[')) {
    const size_t end = text.find(']');
    if (end == std::string_view::npos) return wrong;
    host = text.substr(1, end - 1);
    const std::string_view rest = text.substr(end + 1);
    has_port = rest.starts_with(':');
    if (!rest.empty() && !has_port) return wrong;
    if (has_port) port = rest.substr(1);
  } else if (const size_t colon = text.rfind(':'); colon != std::string_view::npos) {
    if (text.find(':') != colon) return wrong;
    has_port = true;
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  if (host.empty() || host.find_first_of(" /@\r\n") != std::string_view::npos) return wrong;
  result.host = host;
  result.port = default_port;
  if (has_port) {
    const auto parsed = std::from_chars(port.data(), port.data() + port.size(), result.port);
    if (parsed.ec != std::errc() || parsed.ptr != port.data() + port.size()) return wrong;
  }
  if (result.port == 0) return wrong;
  return result;
}

std::string TakeScheme(std::string& address) {
  constexpr std::string_view kEnd = "://";
  const size_t end = address.find(kEnd);
  if (end == std::string::npos) return "";
  std::string scheme = address.substr(0, end);
  address.erase(0, end + kEnd.size());
  return scheme;
}

}  // namespace falco_run::net
