// SPDX-License-Identifier: Apache-2.0
#include "engine/fields/socket_text.h"

#include <charconv>

namespace falco_run::engine {
namespace {

void AppendEnd(const proto::SocketAddress* a, bool v6, bool port, std::string& out) {
  if (a == nullptr || a->ip().empty()) {
    out += v6 ? "::" : "0.0.0.0";
  } else {
    AppendIp(a->ip(), out);
  }
  if (!port) return;
  char text[16];
  const auto end = std::to_chars(text, text + sizeof(text), a == nullptr ? 0u : a->port()).ptr;
  out.append(1, ':').append(text, end);
}

}  // namespace

void AppendAddress(const proto::SocketAddress& a, std::string& out) {
  if (a.ip().empty()) {
    out += a.path();
    return;
  }
  AppendEnd(&a, a.ip().size() == 16, true, out);
}

void AppendFdName(const FdView& v, std::string& out) {
  if (v.type == proto::FileDescriptor::UNIX) {
    const proto::SocketAddress* other =
        v.peer != nullptr && !v.peer->path().empty() ? v.peer : v.local;
    if (other != nullptr && !other->path().empty()) {
      out += other->path();
    } else {
      out += v.name;
    }
    return;
  }
  if (!v.inet() || (v.local == nullptr && v.peer == nullptr)) {
    out += v.name;
    return;
  }
  const bool v6 = v.type == proto::FileDescriptor::IPV6;
  const bool ports = v.l4proto != "icmp" && v.l4proto != "raw";
  if (v.peer == nullptr) {
    if (v.role == proto::FileDescriptor::SERVER) {
      AppendEnd(v.local, v6, ports, out);
    } else {
      out += v.name;
    }
    return;
  }
  AppendEnd(v.client(), v6, ports, out);
  out += "->";
  AppendEnd(v.server(), v6, ports, out);
}

}  // namespace falco_run::engine
