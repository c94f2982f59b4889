// SPDX-License-Identifier: Apache-2.0
#include "engine/describe/socket_address.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <charconv>

namespace falco_run::engine {

std::optional<std::string> ParseIp(const std::string& text) {
  char bytes[16];
  if (inet_pton(AF_INET, text.c_str(), bytes) == 1) return std::string(bytes, 4);
  if (inet_pton(AF_INET6, text.c_str(), bytes) == 1) return std::string(bytes, 16);
  return std::nullopt;
}

void SetIp(const std::string& bytes, proto::SocketAddress& address) {
  address.set_ip(bytes);
  address.set_family(bytes.size() == 4 ? AF_INET : AF_INET6);
}

std::optional<proto::SocketAddress> ParseSocketAddress(std::string_view text) {
  proto::SocketAddress address;
  if (text.starts_with("/") || text.starts_with("@")) {
    address.set_family(AF_UNIX);
    address.set_path(text.data(), text.size());
    return address;
  }
  std::string_view ip = text;
  std::string_view port;
  if (text.starts_with("[")) {
    const size_t end = text.find(']');
    if (end == text.npos) return std::nullopt;
    ip = text.substr(1, end - 1);
    if (end + 1 < text.size()) {
      if (text[end + 1] != ':') return std::nullopt;
      port = text.substr(end + 2);
      if (port.empty()) return std::nullopt;
    }
  } else if (const size_t colon = text.find(':'); colon == text.rfind(':') && colon != text.npos) {
    ip = text.substr(0, colon);
    port = text.substr(colon + 1);
    if (port.empty()) return std::nullopt;
  }
  const auto bytes = ParseIp(std::string(ip));
  if (!bytes) return std::nullopt;
  SetIp(*bytes, address);
  if (!port.empty()) {
    uint16_t number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (error != std::errc() || end != port.data() + port.size()) return std::nullopt;
    address.set_port(number);
  }
  return address;
}

}  // namespace falco_run::engine
