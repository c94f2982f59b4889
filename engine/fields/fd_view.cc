// SPDX-License-Identifier: Apache-2.0
#include "engine/fields/fd_view.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "engine/fields/event_context.h"

namespace falco_run::engine {
namespace {

using Fd = proto::FileDescriptor;

std::string_view L4Name(uint32_t protocol) {
  switch (protocol) {
    case IPPROTO_TCP:
      return "tcp";
    case IPPROTO_UDP:
      return "udp";
    case IPPROTO_ICMP:
    case IPPROTO_ICMPV6:
      return "icmp";
    case IPPROTO_RAW:
      return "raw";
    default:
      return {};
  }
}

bool HasIp(const proto::SocketAddress* a) {
  return a != nullptr && (a->ip().size() == 4 || a->ip().size() == 16);
}

bool IsUnspecified(const proto::SocketAddress* a) {
  return a == nullptr || a->port() == 0 || a->ip().find_first_not_of('\0') == std::string::npos;
}

bool SameAddress(const proto::SocketAddress& a, const proto::SocketAddress& b) {
  return a.ip() == b.ip() && a.port() == b.port() && a.path() == b.path();
}

Fd::Type TypeOfFamily(uint32_t family) {
  switch (family) {
    case AF_INET:
      return Fd::IPV4;
    case AF_INET6:
      return Fd::IPV6;
    case AF_UNIX:
      return Fd::UNIX;
    case AF_NETLINK:
      return Fd::NETLINK;
    default:
      return Fd::UNKNOWN;
  }
}

void SetType(FdView& v, Fd::Type type) {
  v.type = type;
  v.typechar = FdTypeChar(type);
}

// The path an argument names: resolved if the collector could, else as passed.
void SetName(FdView& v, const proto::Argument* arg) {
  if (arg == nullptr || arg->unreadable()) return;
  v.has_name = v.has_name_raw = true;
  v.name = arg->path().empty() ? std::string_view(arg->text()) : std::string_view(arg->path());
  v.name_raw = arg->text();
}

// What the collector says about an existing descriptor.
void SetFromDescriptor(FdView& v, const Fd& fd) {
  v.fd = &fd;
  v.known = true;
  SetType(v, fd.type());
  v.has_name = true;
  v.name = fd.name();
  v.role = fd.role();
  if (fd.has_local()) v.local = &fd.local();
  if (fd.has_peer()) v.peer = &fd.peer();
  v.l4proto = L4Name(fd.protocol());
  v.connected = fd.connected();
  v.name_changed = fd.name_changed();
}

// A v4-mapped peer makes an IPv6 socket an IPv4 one.
void SetTypeFromAddress(FdView& v, const proto::SocketAddress& a) {
  if (a.ip().size() == 4) {
    SetType(v, Fd::IPV4);
  } else if (a.ip().size() == 16) {
    SetType(v, Fd::IPV6);
  } else if (v.type == Fd::UNKNOWN) {
    SetType(v, TypeOfFamily(a.family()));
  }
}

char FailedTypeChar(proto::EventType type) {
  switch (type) {
    case proto::EVENT_OPENAT:
    case proto::EVENT_OPENAT2:
    case proto::EVENT_CREAT:
      return 'f';
    case proto::EVENT_SOCKET:
    case proto::EVENT_ACCEPT:
    case proto::EVENT_ACCEPT4:
      return '4';
    case proto::EVENT_PIPE:
    case proto::EVENT_PIPE2:
      return 'p';
    case proto::EVENT_EVENTFD:
    case proto::EVENT_EVENTFD2:
      return 'e';
    case proto::EVENT_SIGNALFD:
    case proto::EVENT_SIGNALFD4:
      return 's';
    case proto::EVENT_TIMERFD_CREATE:
      return 't';
    case proto::EVENT_INOTIFY_INIT:
    case proto::EVENT_INOTIFY_INIT1:
      return 'i';
    default:
      return 'o';
  }
}

// Type of what the other creating calls create.
Fd::Type CreatedType(proto::EventType type) {
  switch (type) {
    case proto::EVENT_PIPE:
    case proto::EVENT_PIPE2:
      return Fd::PIPE;
    case proto::EVENT_EVENTFD:
    case proto::EVENT_EVENTFD2:
      return Fd::EVENT;
    case proto::EVENT_SIGNALFD:
    case proto::EVENT_SIGNALFD4:
      return Fd::SIGNALFD;
    case proto::EVENT_TIMERFD_CREATE:
      return Fd::TIMERFD;
    case proto::EVENT_INOTIFY_INIT:
    case proto::EVENT_INOTIFY_INIT1:
      return Fd::INOTIFY;
    case proto::EVENT_EPOLL_CREATE:
    case proto::EVENT_EPOLL_CREATE1:
      return Fd::EVENTPOLL;
    case proto::EVENT_MEMFD_CREATE:
      return Fd::MEMFD;
    case proto::EVENT_PIDFD_OPEN:
      return Fd::PIDFD;
    case proto::EVENT_BPF:
      return Fd::BPF;
    case proto::EVENT_USERFAULTFD:
      return Fd::USERFAULTFD;
    case proto::EVENT_IO_URING_SETUP:
      return Fd::IO_URING;
    case proto::EVENT_SOCKETPAIR:
      return Fd::UNIX;
    default:
      return Fd::UNKNOWN;
  }
}

void BuildOpen(EventContext& ctx, bool effective, FdView& v) {
  const proto::EventType type = ctx.event().type();
  const proto::Argument* name =
      ctx.Arg(type == proto::EVENT_OPEN_BY_HANDLE_AT ? proto::PARAM_PATH : proto::PARAM_NAME);
  SetName(v, name);
  const proto::Argument* flags = ctx.Arg(proto::PARAM_FLAGS);
  const bool directory = flags != nullptr && (flags->number() & O_DIRECTORY);
  // Where only what was opened tells its path: from a handle, below a directory whose own path is
  // too long, by a name that nobody else can read.
  const bool hidden = type == proto::EVENT_OPEN_BY_HANDLE_AT || ctx.MayBeReadLater(name) ||
                      v.name.starts_with("<UNKNOWN>");
  v.undetermined = hidden && effective && !ctx.outcome_known();
  v.name_settled = v.has_name && !hidden;
  v.type_settled = v.has_name && !hidden && !directory && FailedTypeChar(type) == 'f';
  if (!effective) return;
  v.known = true;
  SetType(v, directory ? Fd::DIRECTORY : Fd::FILE);
  if (ctx.event().has_fd()) {
    v.fd = &ctx.event().fd();
    if (!v.has_name && !v.fd->name().empty()) {
      v.has_name = v.has_name_raw = true;
      v.name = v.name_raw = v.fd->name();
    }
  }
}

void BuildSocket(EventContext& ctx, FdView& v) {
  v.known = true;
  v.has_name = true;
  const proto::Argument* domain = ctx.Arg(proto::PARAM_DOMAIN);
  SetType(v, TypeOfFamily(domain ? static_cast<uint32_t>(domain->number()) : 0));
  if (!v.inet()) return;
  const proto::Argument* protocol = ctx.Arg(proto::PARAM_PROTO);
  const proto::Argument* kind = ctx.Arg(proto::PARAM_TYPE);
  if (kind != nullptr && (kind->number() & 0xf) == SOCK_RAW) {
    v.l4proto = "raw";
  } else if (protocol != nullptr && protocol->number() != 0) {
    v.l4proto = L4Name(static_cast<uint32_t>(protocol->number()));
  } else if (kind != nullptr) {
    switch (kind->number() & 0xf) {
      case SOCK_STREAM:
        v.l4proto = "tcp";
        break;
      case SOCK_DGRAM:
        v.l4proto = "udp";
        break;
    }
  }
}

void BuildAccept(EventContext& ctx, FdView& v) {
  const proto::SyscallEvent& e = ctx.event();
  if (!ctx.outcome_known()) {
    v.undetermined = true;
    // An IPv4 listener accepts nothing but IPv4.
    if (e.has_fd() && e.fd().type() == Fd::IPV4) v.typechar = '4';
    return;
  }
  if (!e.has_fd()) {
    v.typechar = FailedTypeChar(e.type());
    return;
  }
  SetFromDescriptor(v, e.fd());
  v.role = Fd::SERVER;
  v.connected = true;
  if (v.peer != nullptr) SetTypeFromAddress(v, *v.peer);
  if (v.inet()) v.l4proto = "tcp";
}

void BuildCreated(EventContext& ctx, FdView& v) {
  const proto::SyscallEvent& e = ctx.event();
  if (e.type() == proto::EVENT_DUP || e.type() == proto::EVENT_DUP2 ||
      e.type() == proto::EVENT_DUP3) {
    if (e.has_fd()) SetFromDescriptor(v, e.fd());
    return;
  }
  const Fd::Type type = CreatedType(e.type());
  if (type == Fd::UNKNOWN) {  // pidfd_getfd
    if (!ctx.outcome_known()) v.undetermined = true;
    if (e.has_fd()) SetFromDescriptor(v, e.fd());
    return;
  }
  v.known = v.has_name = true;
  SetType(v, type);
  if (type == Fd::MEMFD) {
    if (const proto::Argument* name = ctx.Arg(proto::PARAM_NAME)) v.name = name->text();
  }
  if (e.has_fd()) v.fd = &e.fd();
}

const proto::SocketAddress* CallAddress(EventContext& ctx) {
  for (proto::Param param : {proto::PARAM_ADDR, proto::PARAM_TUPLE}) {
    const proto::Argument* a = ctx.Arg(param);
    if (a != nullptr && a->has_address()) return &a->address();
  }
  return nullptr;
}

void BuildConnect(EventContext& ctx, bool effective, FdView& v) {
  const proto::SocketAddress* to = CallAddress(ctx);
  if (to == nullptr) {
    if (ctx.MayBeReadLater(ctx.Arg(proto::PARAM_ADDR))) v.undetermined = true;
    return;
  }
  if (!v.known) {  // the address tells what kind of socket it must be
    v.known = v.has_name = true;
    SetType(v, TypeOfFamily(to->family()));
  }
  if (!effective) return;
  SetTypeFromAddress(v, *to);
  v.connected = true;
  if (v.role == Fd::NONE) v.role = Fd::CLIENT;
  if (v.peer == nullptr || !SameAddress(*v.peer, *to)) v.name_changed = true;
  v.peer = to;
  v.local_pending = v.inet() && !ctx.outcome_known() && IsUnspecified(v.local);
}

void BuildBind(EventContext& ctx, FdView& v) {
  const proto::SocketAddress* address = CallAddress(ctx);
  if (address == nullptr) return;
  if (!v.known) {
    v.known = v.has_name = true;
    SetType(v, TypeOfFamily(address->family()));
  }
  if (!HasIp(address) || address->port() == 0) return;
  SetTypeFromAddress(v, *address);
  v.role = Fd::SERVER;
  v.local = address;
}

void BuildListen(EventContext& ctx, FdView& v) {
  if (!v.inet()) return;
  v.role = Fd::SERVER;
  // Without a port the socket is given one now.
  v.local_pending = !ctx.outcome_known() && (v.local == nullptr || v.local->port() == 0);
}

// Data moved over an inet socket. A datagram that names its peer says nothing about the socket,
// which stays unconnected; its name is that of the peer.
void BuildTransfer(EventContext& ctx, bool effective, bool writes, FdView& v) {
  if (!v.inet()) return;
  const bool datagram = v.l4proto != "tcp";
  const bool names_peer = datagram && ctx.Arg(proto::PARAM_TUPLE) != nullptr;
  // Whom it comes from is known when it is there.
  if (names_peer && !writes && !ctx.outcome_known()) v.undetermined = effective;
  if (!effective) return;
  const proto::SocketAddress* other = CallAddress(ctx);
  const bool listener = v.role == Fd::SERVER && v.peer == nullptr;
  // With MSG_FASTOPEN a send connects.
  const bool opens = !datagram && writes && v.peer == nullptr && !listener;
  if (!HasIp(other) || (!datagram && !opens)) {
    if (!listener) v.connected = true;
    return;
  }
  SetTypeFromAddress(v, *other);
  const bool placed = opens ? !IsUnspecified(v.local) : v.local != nullptr && v.local->port() != 0;
  v.local_pending = !ctx.outcome_known() && !placed;
  if (v.role == Fd::NONE) v.role = writes ? Fd::CLIENT : Fd::SERVER;
  if (v.peer != nullptr && SameAddress(*v.peer, *other)) return;
  v.peer = other;
  v.name_changed = true;
  v.connected = opens;
}

// Number of the descriptor a call uses: the first descriptor parameter it was passed.
Value UsedNumber(EventContext& ctx) {
  const proto::SyscallEvent& e = ctx.event();
  if (e.has_fd()) return Value::Int(e.fd().num());
  for (const ParamInfo& p : GetParams(e.type())) {
    if (p.type != ParamType::kFd) continue;
    if (const proto::Argument* a = ctx.Arg(p.param)) return Value::Int(a->number());
  }
  return Value::Null();
}

}  // namespace

void BuildFdView(EventContext& ctx, FdView& v) {
  const proto::SyscallEvent& e = ctx.event();
  const uint8_t flags = ctx.info().flags;
  if ((flags & (kCreatesFd | kUsesFd)) == 0) return;
  v.applies = true;
  const bool effective = ctx.Effective();
  const proto::EventType type = e.type();
  if (flags & kCreatesFd) {
    if (effective) {
      MakeIn(v.num, [&] { return ctx.Result(); });
      const bool two = type == proto::EVENT_PIPE || type == proto::EVENT_PIPE2 ||
                       type == proto::EVENT_SOCKETPAIR;
      if (two) {  // the result is 0; the descriptors are arguments, filled in by the call
        const proto::Argument* fd1 = ctx.Arg(proto::PARAM_FD1);
        if (!ctx.outcome_known()) {
          v.num = Value::Unknown();
        } else {
          v.num = fd1 ? Value::Int(fd1->number()) : Value::Null();
        }
      }
    } else {
      v.num = Value::Int(-1);
      v.typechar = FailedTypeChar(type);
    }
    if (IsOpen(type)) {
      BuildOpen(ctx, effective, v);
    } else if (!effective) {
      // nothing was created
    } else if (type == proto::EVENT_SOCKET) {
      BuildSocket(ctx, v);
    } else if (type == proto::EVENT_ACCEPT || type == proto::EVENT_ACCEPT4) {
      BuildAccept(ctx, v);
    } else {
      BuildCreated(ctx, v);
    }
    return;
  }
  MakeIn(v.num, [&] { return UsedNumber(ctx); });
  if (e.has_fd()) {
    SetFromDescriptor(v, e.fd());
  } else {
    v.typechar = 'o';
  }
  switch (type) {
    case proto::EVENT_CONNECT:
      BuildConnect(ctx, effective, v);
      break;
    case proto::EVENT_BIND:
      if (effective) BuildBind(ctx, v);
      break;
    case proto::EVENT_LISTEN:
      if (effective) BuildListen(ctx, v);
      break;
    default:
      if (flags & (kReadsFd | kWritesFd)) {
        BuildTransfer(ctx, effective, (flags & kWritesFd) != 0, v);
      }
  }
}

bool NamesIpPeer(EventContext& ctx) {
  return ctx.event().type() == proto::EVENT_CONNECT && HasIp(CallAddress(ctx));
}

std::string_view FdTypeName(Fd::Type type) {
  static constexpr std::string_view kNames[] = {
      "",        "file",  "directory",   "ipv4",      "ipv6",    "unix",
      "pipe",    "event", "signalfd",    "eventpoll", "inotify", "timerfd",
      "netlink", "bpf",   "userfaultfd", "io_uring",  "memfd",   "pidfd",
  };
  const auto i = static_cast<size_t>(type);
  return i < std::size(kNames) ? kNames[i] : std::string_view();
}

char FdTypeChar(Fd::Type type) {
  static constexpr char kChars[] = "ofd46upeslitnburmP";
  const auto i = static_cast<size_t>(type);
  return i < sizeof(kChars) - 1 ? kChars[i] : 'o';
}

void AppendIp(std::string_view address, std::string& out) {
  char text[INET6_ADDRSTRLEN];
  const int family = address.size() == 4 ? AF_INET : AF_INET6;
  if (address.size() != 4 && address.size() != 16) return;
  if (inet_ntop(family, address.data(), text, sizeof(text)) != nullptr) out += text;
}

}  // namespace falco_run::engine
