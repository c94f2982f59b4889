// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FIELDS_SOCKET_TEXT_H_
#define FALCO_RUN_ENGINE_FIELDS_SOCKET_TEXT_H_

#include <string>

#include "engine/fields/fd_view.h"

namespace falco_run::engine {

// "10.0.0.1:80", "/run/x.sock"; nothing for an address that is not known.
void AppendAddress(const proto::SocketAddress& address, std::string& out);

// fd.name: the path of a file, "client:port->server:port" of a connection, "ip:port" of a
// listener, the path of a unix socket.
void AppendFdName(const FdView& view, std::string& out);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FIELDS_SOCKET_TEXT_H_
