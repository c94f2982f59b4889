// SPDX-License-Identifier: Apache-2.0
#include "engine/fields/fd_readers.h"

#include <netdb.h>
#include <string.h>
#include <sys/sysmacros.h>

#include <charconv>

#include "engine/fields/container_readers.h"
#include "engine/fields/event_context.h"
#include "engine/fields/socket_text.h"

namespace falco_run::engine {
namespace {

using Fd = proto::FileDescriptor;

constexpr char kZero[16] = {};

// The view; the outcome counts as looked at only if it matters.
const FdView& Settled(EventContext& ctx, bool FdView::*settled) {
  const FdView& v = ctx.FdIfSettled();
  return v.*settled ? v : ctx.Fd();
}

// A field that needs to know what the descriptor refers to. Returns nullptr and sets
// `instead` where that is not known.
const FdView* Known(EventContext& ctx, Value& instead) {
  const FdView& v = ctx.Fd();
  if (v.undetermined) {
    instead = Value::Unknown();
    return nullptr;
  }
  instead = Value::Null();
  return v.applies && v.known ? &v : nullptr;
}

const proto::SocketAddress* End(const FdView& v, int8_t which) {
  if (v.role == Fd::NONE) return nullptr;
  switch (which) {
    case kClient:
      return v.client();
    case kServer:
      return v.server();
    case kLocal:
      return v.local;
    default:
      return v.peer;
  }
}

std::string_view AddressOrZero(const FdView& v, const proto::SocketAddress* a) {
  if (a != nullptr && !a->ip().empty()) return a->ip();
  return {kZero, v.type == Fd::IPV6 ? 16u : 4u};
}

std::string_view Dirname(const FdView& v) {
  if (v.typechar == 'd' && v.known) return v.name;
  if (v.name.empty()) return "/";
  const void* found = memrchr(v.name.data(), '/', v.name.size());
  if (found == nullptr || found == v.name.data()) return "/";
  return {v.name.data(), static_cast<size_t>(static_cast<const char*>(found) - v.name.data())};
}

bool IsUnspecified(std::string_view ip) { return ip.find_first_not_of('\0') == ip.npos; }

// The call is about to settle this end.
bool IsPending(const FdView& v, int8_t which) {
  return v.local_pending && (which == kLocal || (which == kClient && v.role == Fd::CLIENT) ||
                             (which == kServer && v.role == Fd::SERVER));
}

// The local end of a socket that has a peer but no address of its own (yet) says nothing.
bool SpeaksForItself(const FdView& v, const proto::SocketAddress* end) {
  return end != v.local || v.peer == nullptr ||
         !(v.local_pending || end == nullptr || IsUnspecified(end->ip()));
}

Value Name(EventContext& ctx, const FdView& v) {
  if (!v.applies || !v.has_name) return Value::Null();
  if (v.local_pending) return Value::Unknown();
  const bool socket = v.inet() || v.type == Fd::UNIX;
  if (!socket) return Value::String(v.name);
  std::string& s = ctx.scratch();
  AppendFdName(v, s);
  return Value::String(ctx.arena().Keep(s));
}

bool IsPath(const FdView& v) {
  if (!v.has_name) return false;
  return v.known ? v.type == Fd::FILE || v.type == Fd::DIRECTORY : true;
}

}  // namespace

Value ReadFdNum(EventContext& ctx, const FieldUse&) {
  const FdView& v = ctx.Fd();
  return v.applies ? v.num : Value::Null();
}

Value ReadFdType(EventContext& ctx, const FieldUse&) {
  Value instead;
  const FdView* v = Known(ctx, instead);
  if (v == nullptr) return instead;
  const std::string_view name = FdTypeName(v->type);
  return name.empty() ? Value::Null() : Value::String(name);
}

Value ReadFdTypeChar(EventContext& ctx, const FieldUse&) {
  static constexpr char kAll[] = "ofd46upeslitnbrmP";
  const FdView& v = Settled(ctx, &FdView::type_settled);
  if (!v.applies) return Value::Null();
  if (v.typechar == 0) return v.undetermined ? Value::Unknown() : Value::Null();
  for (const char& c : kAll) {
    if (c == v.typechar) return Value::String({&c, 1});
  }
  return Value::Null();
}

Value ReadFdName(EventContext& ctx, const FieldUse&) {
  const FdView& v = Settled(ctx, &FdView::name_settled);
  if (v.undetermined) return Value::Unknown();
  return Name(ctx, v);
}

Value ReadFdNameRaw(EventContext& ctx, const FieldUse&) {
  const FdView& v = Settled(ctx, &FdView::name_settled);
  if (v.undetermined) return Value::Unknown();
  if (!v.has_name_raw) return Name(ctx, v);
  // As given, but with runs of slashes made one.
  if (v.name_raw.find("//") == v.name_raw.npos) return Value::String(v.name_raw);
  std::string& s = ctx.scratch();
  for (char c : v.name_raw) {
    if (c != '/' || s.empty() || s.back() != '/') s += c;
  }
  return Value::String(ctx.arena().Keep(s));
}

Value ReadFdDirectory(EventContext& ctx, const FieldUse&) {
  const FdView& v = Settled(ctx, &FdView::type_settled);
  if (v.undetermined) return Value::Unknown();
  if (!v.applies || !IsPath(v)) return Value::Null();
  return Value::String(Dirname(v));
}

Value ReadFdFilename(EventContext& ctx, const FieldUse&) {
  const FdView& v = Settled(ctx, &FdView::type_settled);
  if (v.undetermined) return Value::Unknown();
  if (!v.applies || !IsPath(v) || (v.known && v.type == Fd::DIRECTORY)) return Value::Null();
  const size_t slash = v.name.rfind('/');
  if (slash == v.name.npos) return Value::String(v.name);
  return Value::String(slash + 1 == v.name.size() ? "/" : v.name.substr(slash + 1));
}

Value ReadFdContainerName(EventContext& ctx, const FieldUse& use) {
  const FdView& v = ctx.Fd();
  if (v.undetermined) return Value::Unknown();
  const bool directory = use.info->variant == 1;
  if (!v.applies || (directory ? !IsPath(v) : !v.has_name)) return Value::Null();
  std::string& s = ctx.scratch();
  s += ContainerId(ctx);
  s += ':';
  if (directory) {
    s += Dirname(v);
  } else if (v.local_pending) {
    return Value::Unknown();
  } else {
    AppendFdName(v, s);
  }
  return Value::String(ctx.arena().Keep(s));
}

Value ReadFdUid(EventContext& ctx, const FieldUse&) {
  const FdView& v = ctx.Fd();
  if (!v.applies) return Value::Null();
  if (!v.num.present()) return v.num.null() ? Value::Null() : Value::Unknown();
  std::string& s = ctx.scratch();
  s += std::to_string(ctx.event().tid());
  s += std::to_string(v.num.i);
  return Value::String(ctx.arena().Keep(s));
}

Value ReadFdIp(EventContext& ctx, const FieldUse& use) {
  Value instead;
  const FdView* v = Known(ctx, instead);
  if (v == nullptr) return instead;
  if (!v->inet()) return Value::Null();
  if (use.info->variant != kEitherEnd) {
    if (IsPending(*v, use.info->variant)) return Value::Unknown();
    const proto::SocketAddress* a = End(*v, use.info->variant);
    if (a == nullptr || a->ip().empty()) return Value::Null();
    return Value::Ip(a->ip());
  }
  Value* ends = ctx.arena().AllocateArray<Value>(2);
  if (v->role == Fd::SERVER && v->peer == nullptr) {
    ends[0] = Value::Ip(AddressOrZero(*v, v->local));
    return Value::Many(Value::Shape::kPair, ends, 1);
  }
  const bool placed = v->role != Fd::NONE;
  uint32_t n = 0;
  for (const auto* end : {placed ? v->client() : nullptr, placed ? v->server() : nullptr}) {
    if (!placed || SpeaksForItself(*v, end)) ends[n++] = Value::Ip(AddressOrZero(*v, end));
  }
  return Value::Many(Value::Shape::kPair, ends, n);
}

// Null without an address.
Value ReadFdHostName(EventContext& ctx, const FieldUse& use) {
  const Value address = ReadFdIp(ctx, use);
  return address.present() ? ctx.NamesOf(address.s) : address;
}

Value ReadFdPort(EventContext& ctx, const FieldUse& use) {
  Value instead;
  const FdView* v = Known(ctx, instead);
  if (v == nullptr) return instead;
  if (!v->inet()) return Value::Null();
  if (use.info->variant != kEitherEnd) {
    if (IsPending(*v, use.info->variant)) return Value::Unknown();
    const proto::SocketAddress* a = End(*v, use.info->variant);
    return a == nullptr ? Value::Null() : Value::Uint(a->port(), ValueType::kPort);
  }
  Value* ends = ctx.arena().AllocateArray<Value>(2);
  const auto port = [](const proto::SocketAddress* a) {
    return Value::Uint(a == nullptr ? 0 : a->port(), ValueType::kPort);
  };
  if (v->role == Fd::SERVER && v->peer == nullptr) {
    ends[0] = port(v->local);
    return Value::Many(Value::Shape::kPair, ends, 1);
  }
  const bool placed = v->role != Fd::NONE;
  uint32_t n = 0;
  for (const auto* end : {placed ? v->client() : nullptr, placed ? v->server() : nullptr}) {
    if (!placed || end != v->local || !v->local_pending) ends[n++] = port(end);
  }
  return Value::Many(Value::Shape::kPair, ends, n);
}

Value ReadFdService(EventContext& ctx, const FieldUse& use) {
  Value instead;
  const FdView* v = Known(ctx, instead);
  if (v == nullptr) return instead;
  if (v->inet() && IsPending(*v, use.info->variant)) return Value::Unknown();
  const proto::SocketAddress* a = v->inet() ? End(*v, use.info->variant) : nullptr;
  if (a == nullptr) return Value::Null();
  // Service names come from a file; reading it is left to the rare rules that ask.
  servent entry = {};
  servent* found = nullptr;
  char buffer[1024];
  const std::string l4(v->l4proto.empty() ? "tcp" : v->l4proto);
  getservbyport_r(htons(static_cast<uint16_t>(a->port())), l4.c_str(), &entry, buffer,
                  sizeof(buffer), &found);
  if (found != nullptr) return Value::String(ctx.arena().Keep(found->s_name));
  return Value::String(ctx.arena().Keep(std::to_string(a->port())));
}

Value ReadFdL4Proto(EventContext& ctx, const FieldUse&) {
  Value instead;
  const FdView* v = Known(ctx, instead);
  if (v == nullptr) return instead;
  const bool told = v->inet() && !v->l4proto.empty() && v->role != Fd::NONE;
  return Value::String(told ? v->l4proto : "<NA>");
}

Value ReadFdSockFamily(EventContext& ctx, const FieldUse&) {
  Value instead;
  const FdView* v = Known(ctx, instead);
  if (v == nullptr) return instead;
  if (v->inet()) return Value::String("ip");
  return v->type == Fd::UNIX ? Value::String("unix") : Value::Null();
}

Value ReadFdIsServer(EventContext& ctx, const FieldUse&) {
  Value instead;
  const FdView* v = Known(ctx, instead);
  return v == nullptr ? instead : Value::Bool(v->role == Fd::SERVER);
}

Value ReadFdConnected(EventContext& ctx, const FieldUse&) {
  Value instead;
  const FdView* v = Known(ctx, instead);
  return v == nullptr ? instead : Value::Bool(v->connected);
}

Value ReadFdNameChanged(EventContext& ctx, const FieldUse&) {
  Value instead;
  const FdView* v = Known(ctx, instead);
  return v == nullptr ? instead : Value::Bool(v->name_changed);
}

Value ReadFdNumber(EventContext& ctx, const FieldUse& use) {
  Value instead;
  const FdView* v = Known(ctx, instead);
  if (v == nullptr) return instead;
  if (v->fd == nullptr) return ctx.outcome_known() ? Value::Null() : Value::Unknown();
  switch (use.info->variant) {
    case kDevice:
      return Value::Int(static_cast<int64_t>(v->fd->dev()));
    case kDeviceMajor:
      return Value::Int(major(v->fd->dev()));
    case kDeviceMinor:
      return Value::Int(minor(v->fd->dev()));
    default:
      return Value::Int(static_cast<int64_t>(v->fd->ino()));
  }
}

// The types of descriptors the process has open: of the event's own and of stdio.
Value ReadFdTypes(EventContext& ctx, const FieldUse& use) {
  const ProcessEntry* p = ctx.process();
  if (p == nullptr) return Value::Null();
  if (ctx.Pending(kFds)) return Value::Unknown();
  const FdView& v = ctx.Fd();
  Value* items = ctx.arena().AllocateArray<Value>(static_cast<size_t>(p->info.stdio_size()) + 1);
  uint32_t n = 0;
  const auto add = [&](int64_t num, Fd::Type type) {
    const std::string_view name = FdTypeName(type);
    if (name.empty() || (use.index >= 0 && num != use.index)) return;
    for (uint32_t i = 0; i < n; ++i) {
      if (items[i].s == name) return;
    }
    items[n++] = Value::String(name);
  };
  for (const Fd& d : p->info.stdio()) add(d.num(), d.type());
  if (v.applies && v.known && v.num.present() && v.num.i > 2) add(v.num.i, v.type);
  return Value::Many(Value::Shape::kList, items, n);
}

}  // namespace falco_run::engine
