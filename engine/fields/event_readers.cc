// SPDX-License-Identifier: Apache-2.0
#include "engine/fields/event_readers.h"

#include <fcntl.h>

#include "engine/events/event_table.h"
#include "engine/fields/arg_text.h"
#include "engine/fields/event_context.h"
#include "engine/fields/time_text.h"

namespace falco_run::engine {
namespace {

constexpr uint64_t kSecond = 1000000000;

Value KeepText(EventContext& ctx, std::string_view text) {
  return Value::String(ctx.arena().Keep(text));
}

enum class FdClass { kFile, kNet, kIpc, kUnknown };

FdClass ClassOfFd(EventContext& ctx) {
  const FdView& fd = ctx.Fd();
  if (!fd.known) return FdClass::kUnknown;
  switch (fd.type) {
    case FdView::Fd::FILE:
    case FdView::Fd::DIRECTORY:
      return FdClass::kFile;
    case FdView::Fd::IPV4:
    case FdView::Fd::IPV6:
      return FdClass::kNet;
    case FdView::Fd::UNIX:
    case FdView::Fd::PIPE:
    case FdView::Fd::EVENT:
    case FdView::Fd::SIGNALFD:
    case FdView::Fd::INOTIFY:
      return FdClass::kIpc;
    default:
      return FdClass::kUnknown;
  }
}

bool IsIoCategory(Category c) {
  return c == Category::kIoRead || c == Category::kIoWrite || c == Category::kIoOther;
}

}  // namespace

Value ReadEventNumber(EventContext& ctx, const FieldUse&) { return Value::Uint(ctx.event().seq()); }

Value ReadEventTimeText(EventContext& ctx, const FieldUse& use) {
  std::string& s = ctx.scratch();
  const uint64_t ns = ctx.event().time_ns();
  switch (use.info->variant) {
    case kClock:
    case kClockSeconds:
      AppendClock(ns, use.info->variant == kClock, s);
      break;
    case kIso:
      AppendIso(ns, "+0000", s);
      break;
    default:
      AppendDateTime(ns, use.info->variant == kDateTime, s);
  }
  return KeepText(ctx, s);
}

Value ReadEventTime(EventContext& ctx, const FieldUse& use) {
  const uint64_t ns = ctx.event().time_ns();
  const uint64_t rel = ns - ctx.first_time_ns();
  const uint64_t delta = ns - ctx.previous_time_ns();
  switch (use.info->variant) {
    case kRaw:
      return Value::Uint(ns, ValueType::kAbsTime);
    case kRawSeconds:
      return Value::Uint(ns / kSecond, ValueType::kAbsTime);
    case kRawNanos:
      return Value::Uint(ns % kSecond, ValueType::kAbsTime);
    case kRelative:
      return Value::Uint(rel, ValueType::kRelTime);
    case kRelativeSeconds:
      return Value::Uint(rel / kSecond, ValueType::kRelTime);
    case kRelativeNanos:
      return Value::Uint(rel % kSecond, ValueType::kRelTime);
    case kDelta:
      return Value::Uint(delta, ValueType::kRelTime);
    case kDeltaSeconds:
      return Value::Uint(delta / kSecond, ValueType::kRelTime);
    default:
      return Value::Uint(delta % kSecond, ValueType::kRelTime);
  }
}

// Milliseconds between the event and the time named by the argument; the compiler turns
// evt.around[T] = D into <= D.
Value ReadAround(EventContext& ctx, const FieldUse& use) {
  const auto t = static_cast<uint64_t>(use.index);
  const uint64_t ns = ctx.event().time_ns();
  const uint64_t distance = ns > t ? ns - t : t - ns;
  return Value::Uint((distance + 999999) / 1000000);
}

Value ReadSource(EventContext& ctx, const FieldUse&) {
  return Value::String(ctx.is_audit() ? "k8s_audit" : "syscall");
}

Value ReadPluginName(EventContext& ctx, const FieldUse&) {
  return ctx.is_audit() ? Value::String("k8saudit") : Value::Null();
}

Value ReadPluginInfo(EventContext& ctx, const FieldUse&) {
  return ctx.is_audit() ? Value::String(ctx.audit().text()) : Value::Null();
}

Value ReadHostname(EventContext& ctx, const FieldUse&) {
  return Value::String(ctx.start().hostname());
}

Value ReadFalse(EventContext&, const FieldUse&) { return Value::Bool(false); }

Value ReadConstant(EventContext&, const FieldUse& use) {
  return Value::Uint(static_cast<uint64_t>(use.info->variant));
}

Value ReadZeroTime(EventContext&, const FieldUse&) { return Value::Uint(0, ValueType::kRelTime); }

Value ReadNoLatency(EventContext&, const FieldUse&) { return Value::String("0ns"); }

Value ReadDirection(EventContext&, const FieldUse&) { return Value::String("<"); }

Value ReadEventType(EventContext& ctx, const FieldUse&) {
  if (ctx.event().type() == proto::EVENT_GENERIC) return Value::String(ctx.event().name());
  return Value::String(ctx.info().name);
}

Value ReadEventTypeIs(EventContext& ctx, const FieldUse& use) {
  return Value::Uint(ReadEventType(ctx, use).s == use.arg ? 1 : 0);
}

Value ReadCategory(EventContext& ctx, const FieldUse&) {
  if (const char* name = CategoryName(ctx.info().category)) return Value::String(name);
  switch (ClassOfFd(ctx)) {
    case FdClass::kFile:
      return Value::String("file");
    case FdClass::kNet:
      return Value::String("net");
    case FdClass::kIpc:
      return Value::String("ipc");
    case FdClass::kUnknown:
      break;
  }
  return Value::String("unknown");
}

Value ReadArgs(EventContext& ctx, const FieldUse&) {
  std::string& out = ctx.arg_scratch(2);
  for (const ParamInfo& p : GetParams(ctx.event().type())) {
    const ArgText t = GetArgText(ctx, p);
    if (t.state == Value::State::kUnknown) return Value::Unknown();
    out.append(ParamName(p.param)).append(1, '=');
    out += t.state == Value::State::kNull ? "<NA>" : t.raw;
    if (!t.resolved.empty()) out.append(1, '(').append(t.resolved).append(1, ')');
    out += ' ';
  }
  return KeepText(ctx, out);
}

Value ReadArg(EventContext& ctx, const FieldUse& use) {
  const auto params = GetParams(ctx.event().type());
  const ParamInfo* param = nullptr;
  if (use.param != proto::PARAM_NONE) {
    for (const ParamInfo& p : params) {
      if (p.param == use.param) param = &p;
    }
  } else if (use.index >= 0 && static_cast<size_t>(use.index) < params.size()) {
    param = &params[static_cast<size_t>(use.index)];
  }
  if (param == nullptr) return Value::Null();
  const ArgText t = GetArgText(ctx, *param);
  if (t.state == Value::State::kUnknown) return Value::Unknown();
  if (t.state == Value::State::kNull) return Value::Null();
  return KeepText(ctx, t.best());
}

Value ReadRawArg(EventContext& ctx, const FieldUse& use) {
  for (const ParamInfo& p : GetParams(ctx.event().type())) {
    if (p.param != use.param) continue;
    Value v = GetRawArg(ctx, p);
    if (v.present() && v.type != use.type) {
      // Another event's parameter of this name decided the type; numbers still compare.
      if (IsInteger(v.type) && IsInteger(use.type)) {
        v.type = use.type;
      } else {
        return Value::Null();
      }
    }
    return v;
  }
  return Value::Null();
}

Value ReadBuffer(EventContext& ctx, const FieldUse&) {
  if ((ctx.info().flags & (kReadsFd | kWritesFd)) == 0) return Value::Null();
  const proto::Argument* data = ctx.Arg(proto::PARAM_DATA);
  if (data == nullptr && (ctx.info().flags & kReadsFd) && !ctx.outcome_known() && ctx.Effective()) {
    return Value::Unknown();  // it is there when the call has returned
  }
  if (data == nullptr) return Value::Null();
  if (data->unreadable()) return ctx.Unread(*data);
  return Value::Bytes(data->text());
}

Value ReadBufferLength(EventContext& ctx, const FieldUse& use) {
  const uint8_t io = ctx.info().flags & (kReadsFd | kWritesFd);
  if (io == 0) return Value::Null();
  // Variant: class + 8 for reads, + 16 for writes.
  const int want = use.info->variant;
  if ((want & 8) && !(io & kReadsFd)) return Value::Null();
  if ((want & 16) && !(io & kWritesFd)) return Value::Null();
  if ((want & 7) == kFileEvents && ClassOfFd(ctx) != FdClass::kFile) return Value::Null();
  if ((want & 7) == kNetEvents && ClassOfFd(ctx) != FdClass::kNet) return Value::Null();
  Value v = ctx.Result();
  if (v.present()) return v.i < 0 ? Value::Null() : Value::Uint(static_cast<uint64_t>(v.i));
  return v.i < 0 ? Value::Null() : v;
}

Value ReadRes(EventContext& ctx, const FieldUse&) {
  if (!HasResult(ctx.event().type())) return Value::Null();
  const Value v = ctx.Result();
  if (v.i >= 0) return Value::String("SUCCESS");  // also the range of a success
  if (!v.present()) return Value::Unknown();
  const std::string_view name = ErrnoName(-v.i);
  return name.empty() ? KeepText(ctx, std::to_string(v.i)) : Value::String(name);
}

Value ReadRawRes(EventContext& ctx, const FieldUse&) {
  return HasResult(ctx.event().type()) ? ctx.Result() : Value::Null();
}

Value ReadFailed(EventContext& ctx, const FieldUse&) {
  if (!HasResult(ctx.event().type())) return Value::Bool(false);
  const Value v = ctx.Result();
  if (v.present() || v.i >= 0) return Value::Bool(v.i < 0);
  return v.hi < 0 ? Value::Bool(true) : Value::Unknown();
}

Value ReadTrust(EventContext& ctx, const FieldUse&) {
  switch (ctx.event().trust()) {
    case proto::TRUST_KERNEL:
      return Value::String("kernel");
    case proto::TRUST_SNAPSHOT:
      return Value::String("snapshot");
    case proto::TRUST_RACY:
      return Value::String("racy");
    default:
      return Value::Null();
  }
}

Value ReadIo(EventContext& ctx, const FieldUse& use) {
  const uint8_t f = ctx.info().flags;
  switch (use.info->variant) {
    case kIoAny:
      return Value::Bool(f & (kReadsFd | kWritesFd));
    case kIoReads:
      return Value::Bool(f & kReadsFd);
    case kIoWrites:
      return Value::Bool(f & kWritesFd);
    default:
      return Value::Bool(f & kWaits);
  }
}

Value ReadIoDirection(EventContext& ctx, const FieldUse&) {
  const uint8_t f = ctx.info().flags;
  if (f & kReadsFd) return Value::String("read");
  if (f & kWritesFd) return Value::String("write");
  return Value::Null();
}

Value ReadIsSyslog(EventContext& ctx, const FieldUse&) {
  if ((ctx.info().flags & kWritesFd) == 0) return Value::Bool(false);
  const FdView& fd = ctx.Fd();
  if (!fd.known) return Value::Bool(false);
  const auto is_log = [](std::string_view s) { return s.find("/dev/log") != s.npos; };
  const bool peer = fd.peer != nullptr && is_log(fd.peer->path());
  return Value::Bool(is_log(fd.name) || peer);
}

Value ReadCountError(EventContext& ctx, const FieldUse& use) {
  if (!HasResult(ctx.event().type())) return Value::Null();
  const Value v = ctx.Result();
  if (v.state == Value::State::kRange && v.hi >= 0 && v.i < 0) return Value::Unknown();
  if (v.i >= 0) return use.info->variant == kAllEvents ? Value::Uint(0) : Value::Null();
  const Category c = ctx.info().category;
  const FdClass fd = IsIoCategory(c) ? ClassOfFd(ctx) : FdClass::kUnknown;
  const bool file = c == Category::kFile || fd == FdClass::kFile;
  const bool net = c == Category::kNet || fd == FdClass::kNet;
  const bool memory = c == Category::kMemory;
  bool wanted = false;
  switch (use.info->variant) {
    case kAllEvents:
      wanted = true;
      break;
    case kFileEvents:
      wanted = file;
      break;
    case kNetEvents:
      wanted = net;
      break;
    case kMemoryEvents:
      wanted = memory;
      break;
    default:
      wanted = !file && !net && !memory;
  }
  return wanted ? Value::Uint(1) : Value::Null();
}

Value ReadAbsolutePath(EventContext& ctx, const FieldUse& use) {
  proto::Param param = proto::PARAM_NONE;
  switch (ctx.event().type()) {
    case proto::EVENT_RENAMEAT:
    case proto::EVENT_RENAMEAT2:
    case proto::EVENT_LINKAT:
      param = use.arg == "dst" ? proto::PARAM_NEWPATH : proto::PARAM_OLDPATH;
      break;
    case proto::EVENT_OPENAT:
    case proto::EVENT_OPENAT2:
    case proto::EVENT_UNLINKAT:
      param = proto::PARAM_NAME;
      break;
    case proto::EVENT_MKDIRAT:
    case proto::EVENT_OPEN_BY_HANDLE_AT:
    case proto::EVENT_NEWFSTATAT:
    case proto::EVENT_MKNODAT:
      param = proto::PARAM_PATH;
      break;
    case proto::EVENT_FCHMODAT:
      param = proto::PARAM_FILENAME;
      break;
    case proto::EVENT_FCHOWNAT:
      param = proto::PARAM_PATHNAME;
      break;
    case proto::EVENT_SYMLINKAT:
      param = proto::PARAM_LINKPATH;
      break;
    default:
      return Value::Null();
  }
  const proto::Argument* a = ctx.Arg(param);
  if (a == nullptr) return Value::Null();
  if (a->unreadable()) return ctx.Unread(*a);
  return Value::String(a->path().empty() ? a->text() : a->path());
}

Value ReadOpenKind(EventContext& ctx, const FieldUse& use) {
  const proto::EventType type = ctx.event().type();
  const int8_t kind = use.info->variant;
  if (!IsOpen(type)) return Value::Bool(false);
  const proto::Argument* arg = ctx.Arg(proto::PARAM_FLAGS);
  const int64_t flags = arg ? arg->number() : 0;
  if (type == proto::EVENT_CREAT) {
    if (kind == kOpenRead || kind == kOpenWrite) return Value::Bool(false);
  } else if (arg == nullptr) {
    return Value::Bool(false);
  }
  if (ctx.MayBeReadLater(arg)) return Value::Unknown();
  const bool creates = type == proto::EVENT_CREAT || (flags & O_CREAT);
  const bool tmpfile = (flags & O_TMPFILE) == O_TMPFILE;
  switch (kind) {
    case kOpenRead:
      return Value::Bool((flags & O_ACCMODE) != O_WRONLY);
    case kOpenWrite:
      return Value::Bool((flags & O_ACCMODE) != O_RDONLY);
    case kOpenExec: {
      const proto::Argument* mode = ctx.Arg(proto::PARAM_MODE);
      return Value::Bool((creates || tmpfile) && mode != nullptr && (mode->number() & 0111));
    }
    default:
      if (tmpfile || (creates && (flags & O_EXCL))) return Value::Bool(ctx.Effective());
      if (!creates || !ctx.Effective()) return Value::Bool(false);
      if (ctx.event().has_created()) return Value::Bool(ctx.event().created());
      // Who takes the outcome looks whether the file was there before.
      return ctx.outcome_known() ? Value::Null() : Value::Unknown();
  }
}

namespace {

struct PathParams {
  proto::Param name = proto::PARAM_NONE;
  proto::Param source = proto::PARAM_NONE;
  proto::Param target = proto::PARAM_NONE;
  bool fd = false;  // the descriptor's file
};

PathParams PathsOf(proto::EventType type) {
  switch (type) {
    case proto::EVENT_OPEN:
    case proto::EVENT_OPENAT:
    case proto::EVENT_OPENAT2:
    case proto::EVENT_CREAT:
    case proto::EVENT_UNLINKAT:
    case proto::EVENT_UMOUNT:
    case proto::EVENT_UMOUNT2:
    case proto::EVENT_ACCESS:
      return {.name = proto::PARAM_NAME};
    case proto::EVENT_OPEN_BY_HANDLE_AT:
    case proto::EVENT_MKDIR:
    case proto::EVENT_MKDIRAT:
    case proto::EVENT_RMDIR:
    case proto::EVENT_UNLINK:
    case proto::EVENT_CHOWN:
    case proto::EVENT_LCHOWN:
    case proto::EVENT_MKNOD:
    case proto::EVENT_MKNODAT:
    case proto::EVENT_NEWFSTATAT:
    case proto::EVENT_STAT:
    case proto::EVENT_LSTAT:
    case proto::EVENT_STAT64:
    case proto::EVENT_LSTAT64:
      return {.name = proto::PARAM_PATH};
    case proto::EVENT_CHMOD:
    case proto::EVENT_FCHMODAT:
      return {.name = proto::PARAM_FILENAME};
    case proto::EVENT_FCHOWNAT:
      return {.name = proto::PARAM_PATHNAME};
    case proto::EVENT_FCHMOD:
    case proto::EVENT_FCHOWN:
      return {.fd = true};
    case proto::EVENT_QUOTACTL:
      return {.name = proto::PARAM_SPECIAL};
    case proto::EVENT_RENAME:
    case proto::EVENT_RENAMEAT:
    case proto::EVENT_RENAMEAT2:
      return {.source = proto::PARAM_OLDPATH, .target = proto::PARAM_NEWPATH};
    case proto::EVENT_LINK:
    case proto::EVENT_LINKAT:
      return {.source = proto::PARAM_NEWPATH, .target = proto::PARAM_OLDPATH};
    case proto::EVENT_SYMLINK:
    case proto::EVENT_SYMLINKAT:
      return {.source = proto::PARAM_LINKPATH, .target = proto::PARAM_TARGET};
    case proto::EVENT_MOUNT:
      return {.source = proto::PARAM_DEV, .target = proto::PARAM_DIR};
    default:
      return {};
  }
}

}  // namespace

// Variant: 0 name, 1 source, 2 target; + 4 for the raw text.
Value ReadFsPath(EventContext& ctx, const FieldUse& use) {
  const PathParams paths = PathsOf(ctx.event().type());
  const int which = use.info->variant & 3;
  const bool raw = (use.info->variant & 4) != 0;
  if (paths.fd && which == 0) {
    if (!ctx.Effective()) return Value::Null();
    const FdView& fd = ctx.Fd();
    return fd.known && fd.has_name ? Value::String(fd.name) : Value::Null();
  }
  const proto::Param param = which == 0 ? paths.name : which == 1 ? paths.source : paths.target;
  if (param == proto::PARAM_NONE) return Value::Null();
  const proto::Argument* a = ctx.Arg(param);
  if (a == nullptr || !ctx.Effective()) return Value::Null();
  if (a->unreadable()) return ctx.Unread(*a);
  return Value::String(raw || a->path().empty() ? a->text() : a->path());
}

}  // namespace falco_run::engine
