// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_DESCRIBE_SOCKET_ADDRESS_H_
#define FALCO_RUN_ENGINE_DESCRIBE_SOCKET_ADDRESS_H_

#include <optional>
#include <string>
#include <string_view>

#include "proto/record.pb.h"

namespace falco_run::engine {

// The 4 or 16 bytes of "1.2.3.4" or "::1"; nullopt for anything else.
std::optional<std::string> ParseIp(const std::string& text);

// "1.2.3.4:80", "[::1]:80", either without a port, "/run/x.sock" or "@abstract".
std::optional<proto::SocketAddress> ParseSocketAddress(std::string_view text);

// Sets ip and family.
void SetIp(const std::string& bytes, proto::SocketAddress& address);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_DESCRIBE_SOCKET_ADDRESS_H_
