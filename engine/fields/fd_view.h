// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FIELDS_FD_VIEW_H_
#define FALCO_RUN_ENGINE_FIELDS_FD_VIEW_H_

#include <cstdint>
#include <string_view>

#include "engine/fields/value.h"
#include "proto/record.pb.h"

namespace falco_run::engine {

class EventContext;

// The descriptor an event creates or uses, as rules see it: after the call.
struct FdView {
  using Fd = proto::FileDescriptor;

  bool applies = false;       // the event creates or uses a descriptor
  bool known = false;         // something is known about what it refers to
  bool undetermined = false;  // only the outcome can tell (accept, recvfrom)
  bool name_settled = false;  // name and name_raw are the same whatever the outcome
  bool type_settled = false;  // so are typechar, directory and file name
  Value num;
  char typechar = 0;  // 0 = no value
  Fd::Type type = Fd::UNKNOWN;
  bool has_name = false;  // files: the path; sockets: see SocketName()
  std::string_view name;
  std::string_view name_raw;
  bool has_name_raw = false;
  const Fd* fd = nullptr;  // what the collector said about it; may be null
  // Sockets.
  const proto::SocketAddress* local = nullptr;
  const proto::SocketAddress* peer = nullptr;
  Fd::Role role = Fd::NONE;
  std::string_view l4proto;  // "" = not known
  bool connected = false;
  bool name_changed = false;
  bool local_pending = false;  // the call will give the socket a local address

  bool inet() const { return type == Fd::IPV4 || type == Fd::IPV6; }
  bool file() const { return type == Fd::FILE; }
  // Addresses by role; nullptr when there is none.
  const proto::SocketAddress* client() const {
    return role == Fd::CLIENT ? local : role == Fd::SERVER ? peer : nullptr;
  }
  const proto::SocketAddress* server() const {
    return role == Fd::CLIENT ? peer : role == Fd::SERVER ? local : nullptr;
  }
};

// Works out the view under the context's present hypothesis; `view` is as constructed.
void BuildFdView(EventContext& ctx, FdView& view);

// A connect to an IP address.
bool NamesIpPeer(EventContext& ctx);

// "ipv4" for IPV4; "" for UNKNOWN.
std::string_view FdTypeName(proto::FileDescriptor::Type type);

// '4' for IPV4; 'o' for UNKNOWN.
char FdTypeChar(proto::FileDescriptor::Type type);

// Appends "1.2.3.4" or "::1".
void AppendIp(std::string_view address, std::string& out);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FIELDS_FD_VIEW_H_
