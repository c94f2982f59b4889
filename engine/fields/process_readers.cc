// SPDX-License-Identifier: Apache-2.0
#include "engine/fields/process_readers.h"

#include "engine/fields/arg_text.h"
#include "engine/fields/event_context.h"

namespace falco_run::engine {
namespace {

constexpr int kMaxDepth = ProcessTable::kMaxDepth;

std::string_view TextOf(const ProcessEntry& p, int which) {
  switch (which) {
    case kExe:
      return p.info.exe();
    case kExePath:
      return p.info.exe_path();
    case kComm15:
      return p.info.comm();
    case kCommandLine:
      return p.cmdline;
    case kArgsText:
      return p.args;
    case kExeLine:
      return p.exeline;
    default:
      return p.cwd;
  }
}

// The process that leads the session or group of `p`: it, or its eldest ancestor inside.
const ProcessEntry* Leader(EventContext& ctx, const ProcessEntry& p, int whose) {
  const auto id_of = [&](const proto::Process& i) -> int64_t {
    switch (whose) {
      case kSessionLeaders:
        return i.has_sid() ? i.sid() : -1;
      case kVpgidLeaders:
        return i.has_vpgid() ? i.vpgid() : -1;
      default:
        return i.has_pgid() ? i.pgid() : -1;
    }
  };
  const int64_t id = id_of(p.info);
  if (id < 0) return nullptr;
  // A session's number is of the process's own pid namespace, others are ours.
  const bool ours = !p.info.has_vpid() || p.info.vpid() == p.info.pid();
  if (whose == kPgidLeaders || (whose == kSessionLeaders && ours)) {
    const ProcessEntry* leader = ctx.table().FindByPid(static_cast<int32_t>(id));
    if (leader != nullptr) return leader;
  }
  const ProcessEntry* eldest = &p;
  int depth = 0;
  for (const ProcessEntry* a = p.parent; a != nullptr && ++depth < kMaxDepth; a = a->parent) {
    if (id_of(a->info) != id) break;
    eldest = a;
  }
  return eldest;
}

// Ancestor n: 0 the process itself, 1 its parent.
const ProcessEntry* Ancestor(const ProcessEntry* p, int64_t n) {
  if (n > kMaxDepth) return nullptr;
  for (; p != nullptr && n > 0; --n) p = p->parent;
  return p;
}

template <typename F>
Value ForAncestors(EventContext& ctx, F value_of) {
  uint32_t count = 0;
  for (const ProcessEntry* p = ctx.process()->parent; p && count < kMaxDepth; p = p->parent) {
    ++count;
  }
  Value* items = ctx.arena().AllocateArray<Value>(count);
  uint32_t n = 0;
  const ProcessEntry* p = ctx.process()->parent;
  for (uint32_t i = 0; i < count; ++i, p = p->parent) {
    const Value v = value_of(*p);
    if (v.present()) items[n++] = v;
  }
  return Value::Many(Value::Shape::kAny, items, n);
}

constexpr uint16_t kOwnImage = kImage | kComm;

}  // namespace

Value ReadProcessText(EventContext& ctx, const FieldUse& use) {
  const int which = use.info->variant & 15;
  const int whose = use.info->variant >> 4;
  const ProcessEntry* p = ctx.process();
  if (p == nullptr) return Value::Null();
  if (whose == kParents) {
    p = p->parent;
  } else if (whose != kOwn) {
    p = Leader(ctx, *p, whose);
    if (p == ctx.process() && ctx.Pending(kOwnImage)) return Value::Unknown();
  }
  return p == nullptr ? Value::Null() : Value::String(TextOf(*p, which));
}

Value ReadAncestorText(EventContext& ctx, const FieldUse& use) {
  if (ctx.process() == nullptr) return Value::Null();
  const int which = use.info->variant;
  if (use.has_arg) {
    const ProcessEntry* p = Ancestor(ctx.process(), use.index);
    if (p == ctx.process() && ctx.Pending(kOwnImage)) return Value::Unknown();
    return p == nullptr ? Value::Null() : Value::String(TextOf(*p, which));
  }
  return ForAncestors(ctx, [&](const ProcessEntry& p) { return Value::String(TextOf(p, which)); });
}

Value ReadAncestorArgs(EventContext& ctx, const FieldUse& use) {
  if (ctx.process() == nullptr) return Value::Null();
  if (use.has_arg) {
    const ProcessEntry* p = Ancestor(ctx.process(), use.index);
    if (p == ctx.process() && ctx.Pending(kOwnImage)) return Value::Unknown();
    return p == nullptr ? Value::Null() : Value::String(p->args);
  }
  std::string& s = ctx.scratch();
  int depth = 0;
  bool any = false;
  for (const ProcessEntry* p = ctx.process()->parent; p && depth < kMaxDepth; p = p->parent) {
    if (any) s += ' ';
    s += p->args;
    any = true;
    ++depth;
  }
  return any ? Value::String(ctx.arena().Keep(s)) : Value::Null();
}

Value ReadAncestorPid(EventContext& ctx, const FieldUse& use) {
  if (ctx.process() == nullptr) return Value::Null();
  if (use.has_arg) {
    const ProcessEntry* p = Ancestor(ctx.process(), use.index);
    return p == nullptr ? Value::Null() : Value::Int(p->info.pid());
  }
  return ForAncestors(ctx, [](const ProcessEntry& p) { return Value::Int(p.info.pid()); });
}

Value ReadProcessArgs(EventContext& ctx, const FieldUse& use) {
  const ProcessEntry* p = ctx.process();
  if (p == nullptr) return Value::Null();
  if (!use.has_arg) return Value::String(p->args);
  if (use.index >= p->info.args_size()) return Value::String("");
  return Value::String(p->info.args(static_cast<int>(use.index)));
}

namespace {

std::string_view Trim(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

// nullptr data = the process has no such variable.
std::string_view FindEnv(const proto::Process& p, std::string_view name) {
  for (const std::string& e : p.env()) {
    if (e.size() > name.size() && e[name.size()] == '=' &&
        std::string_view(e).substr(0, name.size()) == name) {
      return Trim(std::string_view(e).substr(name.size() + 1));
    }
  }
  return {};
}

Value AllEnv(EventContext& ctx, const proto::Process& p) {
  std::string& s = ctx.scratch();
  for (const std::string& e : p.env()) {
    if (!s.empty()) s += ' ';
    s += e;
  }
  return Value::String(ctx.arena().Keep(s));
}

}  // namespace

Value ReadEnv(EventContext& ctx, const FieldUse& use) {
  const ProcessEntry* p = ctx.process();
  if (p == nullptr) return Value::Null();
  if (!use.has_arg) return AllEnv(ctx, p->info);
  const std::string_view v = FindEnv(p->info, use.arg);
  return Value::String(v.data() == nullptr ? std::string_view("") : v);
}

Value ReadAncestorEnv(EventContext& ctx, const FieldUse& use) {
  const ProcessEntry* p = ctx.process();
  if (p == nullptr) return Value::Null();
  if (use.has_arg && use.index < 0) {
    int depth = 0;
    for (p = p->parent; p != nullptr && depth < 20; p = p->parent, ++depth) {
      const std::string_view v = FindEnv(p->info, use.arg);
      if (v.data() != nullptr) return Value::String(v);
    }
    return Value::String("");
  }
  if (use.has_arg) {
    p = Ancestor(p, use.index);
    if (p == ctx.process() && ctx.Pending(kOwnImage)) return Value::Unknown();
    return p == nullptr ? Value::Null() : AllEnv(ctx, p->info);
  }
  return ForAncestors(ctx, [&](const ProcessEntry& a) { return AllEnv(ctx, a.info); });
}

Value ReadLoginShell(EventContext& ctx, const FieldUse&) {
  const ProcessEntry* shell = nullptr;
  int depth = 0;
  for (const ProcessEntry* p = ctx.process(); p && depth < kMaxDepth; p = p->parent, ++depth) {
    const std::string_view comm = p->info.comm();
    if (comm.size() >= 2 && comm.substr(comm.size() - 2) == "sh") shell = p;
  }
  if (shell == nullptr || shell == ctx.process()) {
    if (ctx.Pending(kOwnImage)) return Value::Unknown();
  }
  return shell == nullptr ? Value::Null() : Value::Int(shell->info.pid());
}

Value ReadProcessNumber(EventContext& ctx, const FieldUse& use) {
  const int which = use.info->variant;
  const ProcessEntry* e = ctx.process();
  if (which == kTid) {
    // An exec from another thread takes over the leader's id.
    if (e != nullptr && e->info.pid() != ctx.event().tid() && ctx.Pending(kImage)) {
      return Value::Unknown();
    }
    return Value::Int(ctx.event().tid());
  }
  if (e == nullptr) return Value::Null();
  const proto::Process& p = e->info;
  const proto::Process* parent = e->parent ? &e->parent->info : nullptr;
  const uint64_t now = ctx.event().time_ns();
  const auto since = [&](uint64_t start) {
    if (start == 0) return Value::Null();
    return Value::Uint(now > start ? now - start : 0, ValueType::kRelTime);
  };
  const auto time = [](uint64_t t, ValueType type) {
    return t == 0 ? Value::Null() : Value::Uint(t, type);
  };
  const auto used = [&p](uint64_t n) { return p.has_usage() ? Value::Uint(n) : Value::Null(); };
  switch (which) {
    case kPid:
      return Value::Int(p.pid());
    case kPpid:
      return Value::Int(p.ppid());
    case kVpid:
      return p.has_vpid() && p.vpid() != -1 ? Value::Int(p.vpid()) : Value::Null();
    case kVtid:
      if (ctx.event().has_vtid()) return Value::Int(ctx.event().vtid());
      if (ctx.event().tid() != p.pid()) return Value::Null();
      return p.has_vpid() ? Value::Int(p.vpid()) : Value::Null();
    case kParentVpid:
      return parent && parent->has_vpid() ? Value::Int(parent->vpid()) : Value::Null();
    case kSid:
      return p.has_sid() ? Value::Int(p.sid()) : Value::Null();
    case kVpgid:
      return p.has_vpgid() ? Value::Int(p.vpgid()) : Value::Null();
    case kPgid:
      return p.has_pgid() ? Value::Int(p.pgid()) : Value::Null();
    case kTtyNumber:
      return p.has_tty() ? Value::Uint(p.tty()) : Value::Null();
    case kArgCount:
      return Value::Uint(static_cast<uint64_t>(p.args_size()));
    case kArgLength: {
      uint64_t n = 0;
      for (const std::string& a : p.args()) n += a.size();
      return Value::Uint(n);
    }
    case kThreadCount:
      return p.threads() > 0 ? Value::Uint(static_cast<uint64_t>(p.threads())) : Value::Null();
    case kOtherThreads:
      return p.threads() > 0 ? Value::Uint(static_cast<uint64_t>(p.threads()) - 1) : Value::Null();
    case kVmSize:
      return used(p.usage().vm_size_kb());
    case kVmRss:
      return used(p.usage().vm_rss_kb());
    case kVmSwap:
      return used(p.usage().vm_swap_kb());
    case kMajorFaults:
      return used(p.usage().page_faults_major());
    case kMinorFaults:
      return used(p.usage().page_faults_minor());
    case kOpenFds:
      return used(p.usage().open_fds());
    case kFdLimit:
      return p.has_usage() ? Value::Int(p.usage().fd_limit()) : Value::Null();
    case kExeInode:
      return p.exe_file().ino() ? Value::Int(static_cast<int64_t>(p.exe_file().ino()))
                                : Value::Null();
    case kExeCtime:
      return time(p.exe_file().ctime_ns(), ValueType::kAbsTime);
    case kExeMtime:
      return time(p.exe_file().mtime_ns(), ValueType::kAbsTime);
    case kCtimeToStart: {
      const uint64_t ctime = p.exe_file().ctime_ns();
      if (ctime == 0 || p.clone_time_ns() < ctime) return Value::Null();
      return Value::Uint(p.clone_time_ns() - ctime, ValueType::kAbsTime);
    }
    case kCtimeFromPidns: {
      const uint64_t ctime = p.exe_file().ctime_ns();
      const uint64_t start = p.pidns_init_time_ns();
      if (start == 0 || ctime <= start) return Value::Null();
      return Value::Uint(ctime - start, ValueType::kAbsTime);
    }
    case kPidnsStart:
      return time(p.pidns_init_time_ns(), ValueType::kUint);
    case kDuration:
      return since(p.clone_time_ns());
    case kParentDuration:
      return parent ? since(parent->clone_time_ns()) : Value::Null();
    case kCloneTime:
      return time(p.clone_time_ns(), ValueType::kRelTime);
    case kParentCloneTime:
      return parent ? time(parent->clone_time_ns(), ValueType::kRelTime) : Value::Null();
    default:
      return Value::Null();
  }
}

Value ReadFdUsage(EventContext& ctx, const FieldUse&) {
  const ProcessEntry* e = ctx.process();
  if (e == nullptr || !e->info.has_usage()) return Value::Null();
  const proto::Usage& usage = e->info.usage();
  constexpr double kPercent = 100;
  if (usage.fd_limit() <= 0) return Value::Double(0);
  return Value::Double(kPercent * static_cast<double>(usage.open_fds()) /
                       static_cast<double>(usage.fd_limit()));
}

// Memory is the leader's.
Value ReadThreadMemory(EventContext& ctx, const FieldUse& use) {
  const ProcessEntry* e = ctx.process();
  if (e == nullptr || !e->info.has_usage()) return Value::Null();
  if (ctx.event().tid() != e->info.pid()) return Value::Uint(0);
  constexpr uint64_t kKilo = 1024;
  const proto::Usage& usage = e->info.usage();
  const bool size = use.info->variant % kInBytes == kVmSize;
  const uint64_t kb = size ? usage.vm_size_kb() : usage.vm_rss_kb();
  return Value::Uint(use.info->variant >= kInBytes ? kb * kKilo : kb);
}

Value ReadProcessFlag(EventContext& ctx, const FieldUse& use) {
  const ProcessEntry* e = ctx.process();
  if (e == nullptr) return Value::Null();
  const proto::Process& p = e->info;
  switch (use.info->variant) {
    case kExeWritable:
      return p.has_exe_file() ? Value::Bool(p.exe_file().writable()) : Value::Null();
    case kExeUpper:
      return p.exe_file().has_upper_layer() ? Value::Bool(p.exe_file().upper_layer())
                                            : Value::Null();
    case kExeLower:
      return p.exe_file().has_lower_layer() ? Value::Bool(p.exe_file().lower_layer())
                                            : Value::Null();
    case kExeMemfd:
      return p.has_exe_file() ? Value::Bool(p.exe_file().from_memfd()) : Value::Null();
    case kSidLeader:
      return p.has_sid() && p.has_vpid() ? Value::Bool(p.sid() == p.vpid()) : Value::Null();
    case kVpgidLeader:
      return p.has_vpgid() && p.has_vpid() ? Value::Bool(p.vpgid() == p.vpid()) : Value::Null();
    case kPgidLeader:
      return p.has_pgid() ? Value::Bool(p.pgid() == p.pid()) : Value::Null();
    default:
      return Value::Bool(p.pid() == ctx.event().tid());
  }
}

Value ReadCapabilities(EventContext& ctx, const FieldUse& use) {
  const ProcessEntry* e = ctx.process();
  if (e == nullptr) return Value::Null();
  const proto::Process& p = e->info;
  const int which = use.info->variant;
  const bool has = which == 0   ? p.has_cap_inheritable()
                   : which == 1 ? p.has_cap_permitted()
                                : p.has_cap_effective();
  if (!has) return Value::Null();
  std::string& s = ctx.scratch();
  AppendCapabilities(which == 0   ? p.cap_inheritable()
                     : which == 1 ? p.cap_permitted()
                                  : p.cap_effective(),
                     s);
  return Value::String(ctx.arena().Keep(s));
}

Value ReadCgroups(EventContext& ctx, const FieldUse&) {
  const ProcessEntry* e = ctx.process();
  if (e == nullptr || e->info.cgroups_size() == 0) return Value::Null();
  std::string& s = ctx.scratch();
  for (const std::string& c : e->info.cgroups()) {
    if (!s.empty()) s += ' ';
    s += c;
  }
  return Value::String(ctx.arena().Keep(s));
}

Value ReadCgroup(EventContext& ctx, const FieldUse& use) {
  const ProcessEntry* e = ctx.process();
  if (e == nullptr) return Value::Null();
  for (const std::string& c : e->info.cgroups()) {
    const size_t eq = c.find('=');
    if (eq == c.npos) continue;
    if (std::string_view(c).substr(0, eq) == use.arg) {
      return Value::String(std::string_view(c).substr(eq + 1));
    }
  }
  return Value::Null();
}

Value ReadStdio(EventContext& ctx, const FieldUse& use) {
  const ProcessEntry* e = ctx.process();
  if (e == nullptr) return Value::Null();
  for (const proto::FileDescriptor& d : e->info.stdio()) {
    if (d.num() != (use.info->variant & 3)) continue;
    if (use.info->variant & 4) return Value::String(d.name());
    const std::string_view type = FdTypeName(d.type());
    return type.empty() ? Value::Null() : Value::String(type);
  }
  return Value::Null();
}

Value ReadNameTid(EventContext& ctx, const FieldUse&) {
  const ProcessEntry* e = ctx.process();
  if (e == nullptr) return Value::Null();
  std::string& s = ctx.scratch();
  s += e->info.comm();
  s += std::to_string(ctx.event().tid());
  return Value::String(ctx.arena().Keep(s));
}

Value ReadUser(EventContext& ctx, const FieldUse& use) {
  const ProcessEntry* e = ctx.process();
  if (e == nullptr) return Value::Null();
  const proto::Process& p = e->info;
  const auto text = [](const std::string& s, bool root, const char* fallback) {
    if (!s.empty()) return Value::String(s);
    return Value::String(root ? fallback : "<NA>");
  };
  switch (use.info->variant) {
    case kUid:
      return Value::Uint(p.uid());
    case kUserName:
      return text(p.user_name(), p.uid() == 0, "root");
    case kHome:
      return text(p.user_home(), p.uid() == 0, "/root");
    case kShell:
      return text(p.user_shell(), false, "");
    case kLoginUid:
      if (!p.has_loginuid()) return Value::Null();
      return Value::Int(p.loginuid() == 0xffffffffu ? -1 : static_cast<int64_t>(p.loginuid()));
    case kLoginName:
      return text(p.login_name(), p.has_loginuid() && p.loginuid() == 0, "root");
    case kGid:
      return Value::Uint(p.gid());
    default:
      return text(p.group_name(), p.gid() == 0, "root");
  }
}

}  // namespace falco_run::engine
