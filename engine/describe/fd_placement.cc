// SPDX-License-Identifier: Apache-2.0
// Where what is said about a descriptor goes, event by event.
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "engine/describe/fd_description.h"
#include "engine/describe/host_name_description.h"
#include "engine/describe/socket_address.h"
#include "engine/events/event_table.h"

namespace falco_run::engine {
namespace {

using Fd = proto::FileDescriptor;

constexpr int64_t kUsualNumber = 5;

// "client->server" becomes both ends; fd.directory and fd.filename become the name.
absl::Status SettleName(FdDescription& fd) {
  if (!fd.name && (fd.directory || fd.filename)) {
    std::string name = fd.directory.value_or("");
    if (!name.ends_with("/")) name += '/';
    fd.name = name + fd.filename.value_or("file");
  }
  if (!fd.name) return absl::OkStatus();
  const size_t arrow = fd.name->find("->");
  if (arrow == std::string::npos) return absl::OkStatus();
  const auto client = ParseSocketAddress(std::string_view(*fd.name).substr(0, arrow));
  const auto server = ParseSocketAddress(std::string_view(*fd.name).substr(arrow + 2));
  if (!client || !server) return absl::OkStatus();  // a file may be called so
  fd.client = *client;
  fd.server = *server;
  fd.name.reset();
  return absl::OkStatus();
}

// Client and server become local and peer.
void SettleEnds(Fd::Role role, FdDescription& fd) {
  const bool server = role == Fd::SERVER;
  if (fd.server) (server ? fd.local : fd.peer) = fd.server;
  if (fd.client) (server ? fd.peer : fd.local) = fd.client;
  // An end of which only the port was said.
  for (auto* end : {&fd.local, &fd.peer}) {
    if (*end && (*end)->family() == 0) SetIp(std::string(4, '\0'), **end);
  }
}

Fd::Type TypeOf(const FdDescription& fd) {
  if (fd.type) return *fd.type;
  for (const auto& end : {fd.peer, fd.local}) {
    if (!end) continue;
    if (end->family() == AF_INET) return Fd::IPV4;
    if (end->family() == AF_INET6) return Fd::IPV6;
    if (end->family() == AF_UNIX) return Fd::UNIX;
  }
  return fd.name && fd.name->starts_with("/") ? Fd::FILE : Fd::UNKNOWN;
}

// The record's own description of the descriptor.
void FillRecord(Fd::Role role, const FdDescription& fd, Fd& out) {
  out.set_num(fd.num.value_or(kUsualNumber));
  out.set_type(TypeOf(fd));
  if (fd.name) out.set_name(*fd.name);
  if (fd.local) *out.mutable_local() = *fd.local;
  if (fd.peer) *out.mutable_peer() = *fd.peer;
  const bool inet = out.type() == Fd::IPV4 || out.type() == Fd::IPV6;
  if (fd.protocol || inet) out.set_protocol(fd.protocol.value_or(IPPROTO_TCP));
  if (fd.local || fd.peer) out.set_role(role);
  out.set_connected(fd.connected.value_or(fd.peer.has_value()));
  out.set_dev(fd.dev.value_or(0));
  out.set_ino(fd.ino.value_or(0));
}

void PlaceOpen(Scene& scene) {
  const FdDescription& fd = scene.fd;
  if (fd.name) {
    const bool by_handle = scene.event.type() == proto::EVENT_OPEN_BY_HANDLE_AT;
    scene.Arg(by_handle ? proto::PARAM_PATH : proto::PARAM_NAME).set_text(*fd.name);
  }
  if (fd.type == Fd::DIRECTORY) {
    proto::Argument& flags = scene.Arg(proto::PARAM_FLAGS);
    flags.set_number(flags.number() | O_DIRECTORY);
  }
  if (fd.dev || fd.ino) FillRecord(Fd::NONE, fd, *scene.event.mutable_fd());
}

void PlaceSocket(Scene& scene) {
  const FdDescription& fd = scene.fd;
  const auto set = [&](proto::Param param, int64_t number) {
    if (!scene.HasArg(param)) scene.Arg(param).set_number(number);
  };
  if (fd.type == Fd::IPV4) set(proto::PARAM_DOMAIN, AF_INET);
  if (fd.type == Fd::IPV6) set(proto::PARAM_DOMAIN, AF_INET6);
  if (fd.type == Fd::UNIX) set(proto::PARAM_DOMAIN, AF_UNIX);
  if (fd.type == Fd::NETLINK) set(proto::PARAM_DOMAIN, AF_NETLINK);
  if (!fd.protocol) return;
  set(proto::PARAM_TYPE, *fd.protocol == IPPROTO_TCP   ? SOCK_STREAM
                         : *fd.protocol == IPPROTO_UDP ? SOCK_DGRAM
                                                       : SOCK_RAW);
}

// The address that connect and bind pass.
void PlaceAddress(bool bind, Scene& scene) {
  auto& end = bind ? scene.fd.local : scene.fd.peer;
  if (!end && scene.fd.name) end = ParseSocketAddress(*scene.fd.name);
  if (!end && scene.HasArg(proto::PARAM_ADDR)) end = scene.Arg(proto::PARAM_ADDR).address();
  if (!end) return;
  if (!scene.HasArg(proto::PARAM_ADDR)) {
    *scene.Arg(proto::PARAM_ADDR).mutable_address() = *end;
  }
  // A socket has no name of its own, and no peer before the call.
  FdDescription before = scene.fd;
  before.type = TypeOf(scene.fd);
  before.name.reset();
  (bind ? before.local : before.peer).reset();
  FillRecord(Fd::NONE, before, *scene.event.mutable_fd());
}

}  // namespace

absl::Status PlaceFd(Scene& scene) {
  FdDescription& fd = scene.fd;
  const proto::EventType type = scene.event.type();
  const EventInfo& info = GetEventInfo(type);
  const bool creates = info.flags & kCreatesFd;
  if (fd.given && !creates && !(info.flags & kUsesFd)) {
    return Mistake(fd.mark, "the event " + std::string(info.name) +
                                " neither creates nor uses a descriptor; "
                                "leave out fd and the fd. fields");
  }
  if (absl::Status s = SettleName(fd); !s.ok()) return s;
  const bool accepts = type == proto::EVENT_ACCEPT || type == proto::EVENT_ACCEPT4;
  const bool serves = accepts || type == proto::EVENT_BIND || type == proto::EVENT_LISTEN;
  const Fd::Role role = fd.role.value_or(serves ? Fd::SERVER : Fd::CLIENT);
  GiveAddresses(role, scene);
  SettleEnds(role, fd);
  if (creates && fd.num && !scene.result) scene.result = *fd.num;

  if (IsOpen(type)) {
    PlaceOpen(scene);
  } else if (type == proto::EVENT_SOCKET) {
    PlaceSocket(scene);
  } else if (type == proto::EVENT_CONNECT || type == proto::EVENT_BIND) {
    PlaceAddress(type == proto::EVENT_BIND, scene);
  } else if (fd.given) {
    if (type == proto::EVENT_MEMFD_CREATE && fd.name) {
      scene.Arg(proto::PARAM_NAME).set_text(*fd.name);
    }
    FillRecord(role, fd, *scene.event.mutable_fd());
  }
  return absl::OkStatus();
}

}  // namespace falco_run::engine
