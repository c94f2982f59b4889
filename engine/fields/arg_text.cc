// SPDX-License-Identifier: Apache-2.0
#include "engine/fields/arg_text.h"

#include <fcntl.h>

#include <cinttypes>
#include <cstdio>

#include "engine/fields/socket_text.h"

namespace falco_run::engine {
namespace {

void AppendUnsigned(uint64_t v, Radix radix, std::string& out) {
  char text[32];
  switch (radix) {
    case Radix::kDec:
      snprintf(text, sizeof(text), "%" PRIu64, v);
      break;
    case Radix::kHex:
      snprintf(text, sizeof(text), "%" PRIX64, v);
      break;
    case Radix::kOct:
      snprintf(text, sizeof(text), v == 0 ? "0" : "0%" PRIo64, v);
      break;
  }
  out += text;
}

void AppendPrintable(std::string_view bytes, std::string& out) {
  for (char c : bytes) out += (c >= 32 && c < 127) ? c : '.';
}

// Numbers the process snapshot knows, for events whose call does not pass them (exec, clone).
struct FromProcess {
  bool ok = false;
  bool text = false;
  int64_t number = 0;
  std::string_view bytes;
};

// Whether SyscallEvent.process_left_out means it, too.
bool IsLeftOut(proto::Param param) {
  return param == proto::PARAM_CWD || param == proto::PARAM_CGROUPS ||
         param == proto::PARAM_CAP_INHERITABLE || param == proto::PARAM_CAP_PERMITTED ||
         param == proto::PARAM_CAP_EFFECTIVE;
}

FromProcess Number(int64_t n) { return {true, false, n, {}}; }
FromProcess Text(std::string_view s) { return {true, true, 0, s}; }

FromProcess ReadProcess(EventContext& ctx, proto::Param param) {
  const ProcessEntry* e = ctx.process();
  if (e == nullptr) return {};
  const proto::Process& p = e->info;
  const auto joined = [&](const auto& list) {
    std::string& s = ctx.scratch();
    for (const std::string& item : list) s.append(item).append(1, '\0');
    return ctx.arena().Keep(s);
  };
  const auto used = [&](int64_t n) { return p.has_usage() ? Number(n) : FromProcess(); };
  switch (param) {
    case proto::PARAM_EXE:
      return Text(p.exe());
    case proto::PARAM_ARGS:
      return Text(joined(p.args()));
    case proto::PARAM_ENV:
      return Text(joined(p.env()));
    case proto::PARAM_CGROUPS:
      return Text(joined(p.cgroups()));
    case proto::PARAM_COMM:
      return Text(p.comm());
    case proto::PARAM_CWD:
      return Text(e->cwd);
    case proto::PARAM_TRUSTED_EXEPATH:
      return Text(p.exe_path());
    case proto::PARAM_TID:
      return Number(ctx.event().tid());
    case proto::PARAM_PID:
      return Number(p.pid());
    case proto::PARAM_PTID:
      return Number(p.ppid());
    case proto::PARAM_TTY:
      return p.has_tty() ? Number(p.tty()) : FromProcess();
    case proto::PARAM_PGID:
      return p.has_pgid() ? Number(p.pgid()) : FromProcess();
    case proto::PARAM_VPGID:
      return p.has_vpgid() ? Number(p.vpgid()) : FromProcess();
    case proto::PARAM_VPID:
    case proto::PARAM_VTID:
      return p.has_vpid() ? Number(p.vpid()) : FromProcess();
    case proto::PARAM_UID:
      return Number(p.uid());
    case proto::PARAM_GID:
      return Number(p.gid());
    case proto::PARAM_LOGINUID:
      return p.has_loginuid() ? Number(p.loginuid()) : FromProcess();
    case proto::PARAM_CAP_INHERITABLE:
      return p.has_cap_inheritable() ? Number(static_cast<int64_t>(p.cap_inheritable()))
                                     : FromProcess();
    case proto::PARAM_CAP_PERMITTED:
      return p.has_cap_permitted() ? Number(static_cast<int64_t>(p.cap_permitted()))
                                   : FromProcess();
    case proto::PARAM_CAP_EFFECTIVE:
      return p.has_cap_effective() ? Number(static_cast<int64_t>(p.cap_effective()))
                                   : FromProcess();
    case proto::PARAM_EXE_INO:
      return p.has_exe_file() ? Number(static_cast<int64_t>(p.exe_file().ino())) : FromProcess();
    case proto::PARAM_EXE_INO_CTIME:
      return p.has_exe_file() ? Number(static_cast<int64_t>(p.exe_file().ctime_ns()))
                              : FromProcess();
    case proto::PARAM_EXE_INO_MTIME:
      return p.has_exe_file() ? Number(static_cast<int64_t>(p.exe_file().mtime_ns()))
                              : FromProcess();
    case proto::PARAM_FDLIMIT:
      return used(p.usage().fd_limit());
    case proto::PARAM_PGFT_MAJ:
      return used(static_cast<int64_t>(p.usage().page_faults_major()));
    case proto::PARAM_PGFT_MIN:
      return used(static_cast<int64_t>(p.usage().page_faults_minor()));
    case proto::PARAM_VM_SIZE:
      return used(static_cast<int64_t>(p.usage().vm_size_kb()));
    case proto::PARAM_VM_RSS:
      return used(static_cast<int64_t>(p.usage().vm_rss_kb()));
    case proto::PARAM_VM_SWAP:
      return used(static_cast<int64_t>(p.usage().vm_swap_kb()));
    case proto::PARAM_FLAGS: {
      if (!p.has_exe_file()) return {};
      int64_t flags = 0;
      if (p.exe_file().writable()) flags |= 1;
      if (p.exe_file().upper_layer()) flags |= 2;
      if (p.exe_file().from_memfd()) flags |= 4;
      if (p.exe_file().lower_layer()) flags |= 8;
      return Number(flags);
    }
    case proto::PARAM_PIDNS_INIT_START_TS:
      return p.pidns_init_time_ns() ? Number(static_cast<int64_t>(p.pidns_init_time_ns()))
                                    : FromProcess();
    default:
      return {};
  }
}

// One argument, wherever it is found.
struct Found {
  enum class Kind : uint8_t {
    kNone,
    kUnknown,
    kNumber,
    kRange,
    kArgument,
    kText
  } kind = Kind::kNone;
  int64_t number = 0;
  Value range;
  const proto::Argument* arg = nullptr;
  std::string_view text;
};

bool IsClone(proto::EventType t) {
  return t == proto::EVENT_CLONE || t == proto::EVENT_CLONE3 || t == proto::EVENT_FORK ||
         t == proto::EVENT_VFORK;
}

// Arguments that the call itself fills in.
bool IsFilledIn(const EventContext& ctx, proto::Param param) {
  switch (param) {
    case proto::PARAM_FD1:
    case proto::PARAM_FD2:
    case proto::PARAM_SQ_ENTRIES:
    case proto::PARAM_CQ_ENTRIES:
    case proto::PARAM_FEATURES:
      return true;
    case proto::PARAM_PATH:
      return ctx.event().type() == proto::EVENT_OPEN_BY_HANDLE_AT;
    case proto::PARAM_SIZE:  // of scattered data
    case proto::PARAM_DATA:
      return (ctx.info().flags & kReadsFd) != 0 ||
             ctx.event().type() == proto::EVENT_PROCESS_VM_READV;
    case proto::PARAM_DEV:
    case proto::PARAM_INO:
      return IsOpen(ctx.event().type());
    default:
      return false;
  }
}

// Whether an open may make a file.
bool Creates(EventContext& ctx) {
  if (ctx.event().type() == proto::EVENT_CREAT) return true;
  const proto::Argument* flags = ctx.Arg(proto::PARAM_FLAGS);
  if (flags == nullptr || flags->unreadable()) return false;
  const int64_t v = flags->number();
  return (v & O_CREAT) != 0 || (v & O_TMPFILE) == O_TMPFILE;
}

Found FindArg(EventContext& ctx, const ParamInfo& param) {
  Found f;
  const proto::EventType type = ctx.event().type();
  const auto params = GetParams(type);
  const bool first = !params.empty() && params[0].param == param.param;
  const bool is_result =
      first && (param.param == proto::PARAM_RES ||
                (param.type == ParamType::kFd && (ctx.info().flags & kCreatesFd)));
  if (is_result) {
    const Value v = ctx.Result();
    f.kind = v.present() ? Found::Kind::kNumber : Found::Kind::kRange;
    f.number = v.i;
    f.range = v;
    return f;
  }
  const proto::Argument* arg = ctx.Arg(param.param);
  const bool exec = IsExec(type);
  if (exec && param.param != proto::PARAM_FILENAME) {
    if (ctx.Pending(kImage)) {
      f.kind = Found::Kind::kUnknown;
      return f;
    }
    if (ctx.outcome_known() && ctx.event().result() < 0 && arg != nullptr) {
      f.kind = Found::Kind::kArgument;
      f.arg = arg;
      return f;
    }
  }
  const bool capset = type == proto::EVENT_CAPSET;
  if (capset && ctx.Pending(kCaps)) {
    f.kind = Found::Kind::kUnknown;
    return f;
  }
  if (exec || capset || IsClone(type)) {
    const bool own_flags = param.param == proto::PARAM_FLAGS && IsClone(type);
    if (ctx.event().process_left_out() && IsLeftOut(param.param)) {
      f.kind = Found::Kind::kUnknown;
      return f;
    }
    if (!own_flags && param.param != proto::PARAM_FILENAME) {
      const FromProcess p = ReadProcess(ctx, param.param);
      if (p.ok) {
        f.kind = p.text ? Found::Kind::kText : Found::Kind::kNumber;
        f.number = p.number;
        f.text = p.bytes;
        return f;
      }
    }
  }
  if (param.param == proto::PARAM_MODE && IsOpen(type) && !Creates(ctx)) {
    f.kind = Found::Kind::kNumber;  // what the register holds means nothing
    return f;
  }
  if (arg != nullptr) {
    f.kind = Found::Kind::kArgument;
    f.arg = arg;
    f.number = arg->number();
  } else if ((param.param == proto::PARAM_DEV || param.param == proto::PARAM_INO) && IsOpen(type) &&
             ctx.Effective() && ctx.event().has_fd()) {
    f.kind = Found::Kind::kNumber;
    f.number = static_cast<int64_t>(param.param == proto::PARAM_DEV ? ctx.event().fd().dev()
                                                                    : ctx.event().fd().ino());
  } else if (!ctx.outcome_known() && IsFilledIn(ctx, param.param) && ctx.Effective()) {
    f.kind = Found::Kind::kUnknown;
  }
  return f;
}

void AppendFd(EventContext& ctx, int64_t fd, bool created, std::string& resolved) {
  if (fd == AT_FDCWD) {
    resolved += "AT_FDCWD";
    return;
  }
  if (fd < 0) {
    resolved += ErrnoName(-fd);
    return;
  }
  const FdView& view = ctx.Fd();
  const bool same = view.num.present() && view.num.i == fd;
  const proto::FileDescriptor* given = ctx.event().has_fd() ? &ctx.event().fd() : nullptr;
  if (same && view.known) {
    resolved += '<';
    resolved += view.typechar;
    resolved += '>';
    AppendFdName(view, resolved);
  } else if (!created && given != nullptr && given->num() == fd) {
    resolved += '<';
    resolved += FdTypeChar(given->type());
    resolved += '>';
    resolved += given->name();
  } else if (const ProcessEntry* p = ctx.process()) {
    for (const proto::FileDescriptor& d : p->info.stdio()) {
      if (d.num() != fd) continue;
      resolved += '<';
      resolved += FdTypeChar(d.type());
      resolved += '>';
      resolved += d.name();
    }
  }
}

void AppendUser(EventContext& ctx, int64_t uid, bool group, std::string& out) {
  if (static_cast<uint32_t>(uid) == 0xffffffffu) {
    out += "<NONE>";
    return;
  }
  const ProcessEntry* p = ctx.process();
  if (p != nullptr) {
    const bool same = (group ? p->info.gid() : p->info.uid()) == static_cast<uint32_t>(uid);
    const std::string& name = group ? p->info.group_name() : p->info.user_name();
    if (same && !name.empty()) {
      out += name;
      return;
    }
    if (!group && p->info.has_loginuid() && p->info.loginuid() == static_cast<uint32_t>(uid) &&
        !p->info.login_name().empty()) {
      out += p->info.login_name();
      return;
    }
  }
  out += uid == 0 ? "root" : "<NA>";
}

// An argument's texts while they are made.
struct Texts {
  std::string& raw;
  std::string& resolved;
};

// Flags as the rule language numbers them.
uint64_t RuleFlags(const EventContext& ctx, NameTable names, int64_t number) {
  const auto v = static_cast<uint64_t>(number);
  if (names == NameTable::kFileFlags) {
    // Other calls share the flags, but have no access mode.
    return IsOpen(ctx.event().type()) ? RuleFileFlags(v) : RuleFileFlags(v) & ~kAccessMode;
  }
  // A magic number that old programs still pass, see mount(2).
  constexpr uint64_t kMagicMask = 0xffff0000;
  constexpr uint64_t kMagic = 0xc0ed0000;
  if (names == NameTable::kMountFlags && (v & kMagicMask) == kMagic) return v & ~kMagicMask;
  return v;
}

void AppendNumberText(EventContext& ctx, const ParamInfo& param, int64_t n, bool created,
                      Texts& t) {
  switch (param.type) {
    case ParamType::kErrno:
      t.raw += std::to_string(n);
      if (n < 0) t.resolved += ErrnoName(-n);
      break;
    case ParamType::kFd:
      t.raw += std::to_string(n);
      AppendFd(ctx, n, created, t.resolved);
      break;
    case ParamType::kPid:
      t.raw += std::to_string(n);
      if (n > 0) {
        const ProcessEntry* p = ctx.table().FindByPid(static_cast<int32_t>(n));
        if (p != nullptr) t.resolved += p->info.comm();
      } else if (n < 0) {
        t.resolved += ErrnoName(-n);
      }
      break;
    case ParamType::kUid:
    case ParamType::kGid:
      t.raw += std::to_string(static_cast<uint32_t>(n));
      if (static_cast<uint32_t>(n) == 0xffffffffu) t.raw = "-1";
      AppendUser(ctx, n, param.type == ParamType::kGid, t.resolved);
      break;
    case ParamType::kSignal:
      t.raw += std::to_string(n);
      t.resolved += SignalName(n);
      break;
    case ParamType::kSigned:
      t.raw += std::to_string(n);
      break;
    case ParamType::kMode:
      AppendUnsigned(static_cast<uint64_t>(n), Radix::kOct, t.raw);
      AppendFlagNames(param.names, static_cast<uint64_t>(n), t.resolved);
      break;
    case ParamType::kFlags: {
      const uint64_t v = RuleFlags(ctx, param.names, n);
      AppendUnsigned(v, Radix::kDec, t.raw);
      AppendFlagNames(param.names, v, t.resolved);
      break;
    }
    case ParamType::kEnum:
      AppendUnsigned(static_cast<uint64_t>(n), Radix::kDec, t.raw);
      AppendEnumNames(param.names, static_cast<uint64_t>(n), t.resolved);
      break;
    default:
      AppendUnsigned(static_cast<uint64_t>(n), param.radix, t.raw);
      if (param.param == proto::PARAM_GENERIC_ID) t.resolved += ctx.event().name();
  }
}

// Both ends of the socket, as they are after the call.
ArgText GetTupleText(EventContext& ctx) {
  const FdView& fd = ctx.Fd();
  if (fd.undetermined || fd.local_pending) return {Value::State::kUnknown, {}, {}};
  if (!fd.known || (!fd.inet() && fd.type != FdView::Fd::UNIX)) return {};
  std::string& text = ctx.arg_scratch(0);
  AppendFdName(fd, text);
  return {Value::State::kPresent, text, {}};
}

}  // namespace

ArgText GetArgText(EventContext& ctx, const ParamInfo& param) {
  // The name of an id is known from the process that has it, which may be after the call.
  if ((param.type == ParamType::kUid && ctx.Pending(kUser)) ||
      (param.type == ParamType::kGid && ctx.Pending(kGroup))) {
    return {Value::State::kUnknown, {}, {}};
  }
  if (param.type == ParamType::kSockTuple) return GetTupleText(ctx);
  const Found f = FindArg(ctx, param);
  Texts t = {ctx.arg_scratch(0), ctx.arg_scratch(1)};
  switch (f.kind) {
    case Found::Kind::kNone:
      return {};
    case Found::Kind::kUnknown:
    case Found::Kind::kRange:
      return {Value::State::kUnknown, {}, {}};
    case Found::Kind::kText:
      if (param.type != ParamType::kBytes) return {Value::State::kPresent, f.text, {}};
      AppendPrintable(f.text, t.raw);
      return {Value::State::kPresent, t.raw, {}};
    case Found::Kind::kNumber:
      AppendNumberText(ctx, param, f.number, true, t);
      return {Value::State::kPresent, t.raw, t.resolved};
    case Found::Kind::kArgument:
      break;
  }
  const proto::Argument& a = *f.arg;
  if (a.unreadable()) return {ctx.Unread(a).state, {}, {}};
  switch (param.type) {
    case ParamType::kPath:
    case ParamType::kRelPath: {
      const bool same = a.path() == a.text();
      return {Value::State::kPresent, a.text(), same ? std::string_view() : a.path()};
    }
    case ParamType::kString:
    case ParamType::kFdList:
      return {Value::State::kPresent, a.text(), {}};
    case ParamType::kBytes:
      if (a.list_size() > 0) {
        for (const std::string& item : a.list()) {
          AppendPrintable(item, t.raw);
          t.raw += '.';
        }
      } else {
        AppendPrintable(a.text(), t.raw);
      }
      break;
    case ParamType::kSockAddr:
      if (a.has_address()) AppendAddress(a.address(), t.raw);
      break;
    default:
      AppendNumberText(ctx, param, a.number(), false, t);
  }
  return {Value::State::kPresent, t.raw, t.resolved};
}

Value GetRawArg(EventContext& ctx, const ParamInfo& param) {
  Found f = FindArg(ctx, param);
  switch (f.kind) {
    case Found::Kind::kNone:
      return Value::Null();
    case Found::Kind::kUnknown:
      return Value::Unknown();
    case Found::Kind::kRange:
      return f.range;
    case Found::Kind::kText:
      return param.type == ParamType::kBytes ? Value::Bytes(ctx.arena().Keep(f.text))
                                             : Value::String(ctx.arena().Keep(f.text));
    case Found::Kind::kNumber:
    case Found::Kind::kArgument:
      break;
  }
  if (f.kind == Found::Kind::kArgument && f.arg->unreadable()) return ctx.Unread(*f.arg);
  switch (param.type) {
    case ParamType::kErrno:
    case ParamType::kFd:
    case ParamType::kPid:
    case ParamType::kSigned:
      return Value::Int(f.number);
    case ParamType::kPath:
    case ParamType::kRelPath:
    case ParamType::kString:
      return f.arg ? Value::String(f.arg->text()) : Value::Null();
    case ParamType::kBytes: {
      if (f.arg == nullptr) return Value::Null();
      if (f.arg->list_size() == 0) return Value::Bytes(f.arg->text());
      std::string& s = ctx.scratch();
      for (const std::string& item : f.arg->list()) s.append(item).append(1, '\0');
      return Value::Bytes(ctx.arena().Keep(s));
    }
    case ParamType::kSockAddr:
    case ParamType::kSockTuple:
    case ParamType::kFdList: {
      Value v = Value::Bytes({});
      v.type = ValueType::kOpaque;
      return v;
    }
    case ParamType::kFlags:
      return Value::Uint(RuleFlags(ctx, param.names, f.number));
    case ParamType::kUid:
    case ParamType::kGid:
      return Value::Uint(static_cast<uint32_t>(f.number));
    default:
      return Value::Uint(static_cast<uint64_t>(f.number));
  }
}

void AppendCapabilities(uint64_t set, std::string& out) {
  static constexpr const char* kNames[] = {
      "CAP_CHOWN",
      "CAP_DAC_OVERRIDE",
      "CAP_DAC_READ_SEARCH",
      "CAP_FOWNER",
      "CAP_FSETID",
      "CAP_KILL",
      "CAP_SETGID",
      "CAP_SETUID",
      "CAP_SETPCAP",
      "CAP_LINUX_IMMUTABLE",
      "CAP_NET_BIND_SERVICE",
      "CAP_NET_BROADCAST",
      "CAP_NET_ADMIN",
      "CAP_NET_RAW",
      "CAP_IPC_LOCK",
      "CAP_IPC_OWNER",
      "CAP_SYS_MODULE",
      "CAP_SYS_RAWIO",
      "CAP_SYS_CHROOT",
      "CAP_SYS_PTRACE",
      "CAP_SYS_PACCT",
      "CAP_SYS_ADMIN",
      "CAP_SYS_BOOT",
      "CAP_SYS_NICE",
      "CAP_SYS_RESOURCE",
      "CAP_SYS_TIME",
      "CAP_SYS_TTY_CONFIG",
      "CAP_MKNOD",
      "CAP_LEASE",
      "CAP_AUDIT_WRITE",
      "CAP_AUDIT_CONTROL",
      "CAP_SETFCAP",
      "CAP_MAC_OVERRIDE",
      "CAP_MAC_ADMIN",
      "CAP_SYSLOG",
      "CAP_WAKE_ALARM",
      "CAP_BLOCK_SUSPEND",
      "CAP_AUDIT_READ",
      "CAP_PERFMON",
      "CAP_BPF",
      "CAP_CHECKPOINT_RESTORE",
  };
  const size_t start = out.size();
  for (size_t i = 0; i < std::size(kNames); ++i) {
    if ((set >> i & 1) == 0) continue;
    if (out.size() != start) out += ' ';
    out += kNames[i];
  }
}

}  // namespace falco_run::engine
