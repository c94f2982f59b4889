// SPDX-License-Identifier: Apache-2.0
// Random conditions on random events: the engine agrees with a plain evaluator that walks the
// tree, and what it decides without the outcome holds for every outcome.
#include <errno.h>
#include <fcntl.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <iterator>
#include <map>
#include <random>

#include "engine/engine.h"
#include "engine/engine_test_util.h"
#include "engine/fields/catalogue.h"
#include "engine/fields/event_context.h"
#include "engine/program/program.h"
#include "engine/reference_evaluator.h"

namespace falco_run::engine {
namespace {

using testing::AddNumber;
using testing::AddText;
using testing::Connect;
using testing::MakeEvent;
using testing::MakeProcess;
using testing::MakeRule;
using testing::Openat;
using testing::ReferenceResult;
using testing::SetAddress;
using testing::WithResult;

// --- Random material. ---

using Random = std::mt19937;

template <typename C>
auto Pick(Random& r, const C& from) {
  return from[r() % std::size(from)];
}

const std::vector<std::string>& Checks() {
  static const std::vector<std::string> checks = {
      "evt.type = openat",
      "evt.type in (open, openat, openat2)",
      "evt.type != connect",
      "evt.type in (execve, dup2, setuid)",
      "syscall.type = getpriority",
      "evt.num = 0",
      "evt.is_open_read = true",
      "evt.is_open_write = true",
      "evt.is_open_exec = false",
      "evt.is_open_create = true",
      "evt.is_open_create exists",
      "proc.fdlimit = 10",
      "evt.rawres >= 0",
      "evt.rawres < 0",
      "evt.rawres in (0, 1, 2)",
      "evt.rawres != -2",
      "evt.res = SUCCESS",
      "evt.res = ENOENT",
      "evt.res startswith E",
      "evt.res exists",
      "evt.failed = true",
      "evt.count.error = 1",
      "evt.count.error.file = 1",
      "evt.dir = <",
      "fd.num >= 0",
      "fd.num = -1",
      "fd.num <= 3",
      "fd.num exists",
      "fd.num in (3, 5, 900)",
      "fd.name startswith /etc",
      "fd.name = /etc/passwd",
      "fd.name != /etc/passwd",
      "fd.name pmatch (/etc, /tmp/d)",
      "fd.name glob '/etc/*'",
      "fd.name exists",
      "fd.name contains '->'",
      "fd.nameraw contains ..",
      "fd.directory = /etc",
      "fd.filename in (passwd, shadow)",
      "fd.filename exists",
      "fd.typechar = f",
      "fd.typechar in (4, 6)",
      "fd.typechar = d",
      "fd.typechar = o",
      "fd.type = file",
      "fd.type in (ipv4, ipv6)",
      "fd.type exists",
      "fd.connected = true",
      "fd.sip = 1.2.3.4",
      "fd.sip exists",
      "fd.ip != 0.0.0.0",
      "fd.ip = 1.2.3.4",
      "fd.sport = 80",
      "fd.port in (80, 443)",
      "fd.cport exists",
      "fd.l4proto = tcp",
      "fd.l4proto != tcp",
      "fd.name_changed = true",
      "fd.is_server = false",
      "fd.rip = 1.2.3.4",
      "fd.sockfamily = ip",
      "fd.ino exists",
      "fs.path.name startswith /etc",
      "fs.path.source = /tmp/a",
      "fs.path.name exists",
      "evt.arg.flags contains O_CREAT",
      "evt.arg.name = /etc/passwd",
      "evt.arg.fd exists",
      "evt.arg.res = ENOENT",
      "evt.rawarg.res < 0",
      "evt.rawarg.flags > 1",
      "evt.arg.uid = root",
      "evt.arg[0] exists",
      "evt.buflen > 3",
      "evt.is_io = true",
      "evt.category = file",
      "proc.name = sh",
      "proc.name in (cat, sh)",
      "proc.name != cat",
      "proc.exepath = /usr/bin/sh",
      "proc.cmdline contains -c",
      "proc.args exists",
      "proc.pname = init",
      "proc.pname exists",
      "proc.aname = init",
      "proc.aname != init",
      "proc.aname[0] = sh",
      "proc.aname[1] = init",
      "proc.aname[9] exists",
      "proc.apid exists",
      "proc.cwd = /work/",
      "proc.env[A] = 1",
      "proc.env[A] = ''",
      "proc.pid = 101",
      "proc.vpid = 1",
      "proc.tty = 0",
      "proc.sid = 100",
      "proc.is_exe_writable = true",
      "proc.loginshellid = 101",
      "proc.nthreads > 1",
      "proc.stdin.type = pipe",
      "proc.sname = sh",
      "proc.duration >= 0",
      "thread.tid = 101",
      "thread.cap_effective contains CAP_SYS_ADMIN",
      "user.uid = 0",
      "user.name = root",
      "user.name != root",
      "user.loginuid = -1",
      "group.gid = 0",
      "container.id = host",
      "container.id != host",
      "container.name exists",
      "container.image.repository = ''",
      "k8s.pod.name exists",
      "proc.is_container_healthcheck = true",
      "evt.hostname exists",
      "fd.cip.name = example.com",
      "fd.sip.name in (example.com, example.org)",
      "fd.sip.name != example.org",
      "fd.rip.name exists",
      "fd.lip.name != example.com",
      // Texts that are looked up together.
      "fd.name in (/etc/passwd, /tmp/d/x, /etc)",
      "fd.name endswith shadow",
      "fd.name contains tmp",
      "fd.name startswith /etc/pass",
      "fd.name startswith oneof (/etc/s, /tmp/d)",
      "fd.nameraw startswith /etc/..",
      "fd.nameraw endswith x",
      "fd.directory in (/etc, /tmp/d)",
      "fs.path.name in (/etc/x, /etc/passwd)",
      "evt.arg.path = /etc/x",
      "evt.arg.oldpath startswith /tmp",
      "proc.name startswith ba",
      "proc.name in (bash)",
      "proc.cmdline endswith -c",
      "proc.exepath startswith /usr/bin/ba",
      "proc.aname in (init, bash)",
      "proc.pname in (sh, bash)",
      "proc.aname startswith in",
      "proc.pcmdline contains in",
      "proc.pexe endswith sh",
      "proc.sid.exe endswith sh",
      "proc.pgid.name = sh",
      "container.image.repository endswith shop",
      "container.image.repository in (shop, example.com/shop)",
      "container.id = 0123456789ab",
      "container.privileged = true",
      "user.name in (ann, root)",
      "evt.arg.flags contains O_TRUNC",
      "evt.arg.flags contains O_RDWR",
      "evt.rawarg.flags = 1",
      // Types of events that are known by name only.
      "evt.type startswith get",
      "evt.type startswith open",
      "evt.type endswith at",
      "evt.type contains prio",
      "evt.type glob '*e*i*'",
      "evt.type startswith anyof (ex, get, un)",
      "syscall.type startswith getp",
      "evt.type = getitimer",
      "evt.type in (getpriority, openat)",
      // Transformers and fields on the right.
      "tolower(fd.name) startswith /etc",
      "toupper(proc.name) = CAT",
      "toupper(proc.name) in (SH, BASH)",
      "toupper(evt.res) = SUCCESS",
      "tolower(evt.res) = enoent",
      "tolower(toupper(proc.pname)) = init",
      "basename(fd.name) = passwd",
      "basename(proc.exepath) = val(proc.name)",
      "basename(fd.name) exists",
      "len(proc.name) > 2",
      "len(fd.name) = 11",
      "len(evt.res) > 6",
      "concat(proc.name, '-', proc.pname) = sh-init",
      "concat(fd.name, evt.res) = /etc/passwdSUCCESS",
      "concat(proc.pname, fd.name) exists",
      "join(':', (proc.name, user.name)) = 'cat:root'",
      "join('', (evt.type, evt.res)) startswith open",
      "proc.name = val(proc.pname)",
      "proc.name != val(proc.pname)",
      "fd.name = val(evt.arg.name)",
      "fd.name = val(fd.nameraw)",
      "fd.name startswith val(fd.directory)",
      "proc.exepath endswith val(proc.name)",
      "evt.rawres = val(fd.num)",
      "fd.num >= val(evt.rawres)",
      "fd.sport = val(fd.rport)",
      "fd.rip = val(fd.sip)",
      "concat(fd.sport, evt.res) = 80SUCCESS",
      "evt.rawres < val(fd.num)",
      "proc.pid = val(proc.vpid)",
      "proc.name = tolower(proc.pname)",
      "toupper(proc.name) = toupper(proc.pname)",
      "evt.res = toupper(evt.res)",
      // Modifiers.
      "fd.name contains allof (etc, ss)",
      "fd.name endswith anyof (shadow, x)",
      "evt.res startswith oneof (E, EN)",
      "proc.name icontains AS",
      "fd.name icontains PASS",
      "fd.nameraw icontains /ETC/",
      "fd.filename icontains Shadow",
      "proc.cmdline icontains ' -C'",
      "proc.pcmdline icontains INI",
      "fd.nameraw pmatch (/etc)",
      "fd.name pmatch (/tmp/d/x, /etc/shadow)",
      "proc.exepath pmatch (/usr/bin/sh, /usr/lib)",
      // Numbers and addresses that are looked up together.
      "fd.sport in (80, 443, 8080)",
      "fd.sport = 443",
      "fd.cport = 80",
      "fd.lport in (80, 22)",
      "fd.rport = 443",
      "fd.rport = 0",
      "fd.port = 80",
      "fd.port != 443",
      "fd.port intersects (22, 443)",
      "fd.sip in (1.2.3.4, 127.0.0.1)",
      "fd.cip = 127.0.0.1",
      "fd.lip in (127.0.0.1, 10.0.0.1)",
      "fd.rip in (fe80::1, 1.2.3.4)",
      "fd.ip = fe80::1",
      "fd.ip in (127.1.1.1, 127.0.0.1)",
      "fd.net = 127.0.0.0/8",
      "fd.net != 127.0.0.0/8",
      "fd.net in (1.2.0.0/15, 10.0.0.0/8)",
      "fd.snet in (127.0.0.0/8, fe80::/10)",
      "fd.snet = 1.2.3.4/31",
      "fd.cnet = 127.0.0.0/9",
      "fd.rnet = 0.0.0.0/0",
      "fd.rnet in (1.2.3.0/24, 127.1.0.0/20)",
      "fd.lnet = 126.0.0.0/7",
      "fd.l4proto in (udp, icmp)",
      "user.uid in (0, 1000)",
      "user.uid = 1000",
      "user.loginuid in (1000, 1001)",
      "group.gid in (0, 7)",
      "proc.pid in (101, 103)",
      "proc.ppid = 102",
      "proc.apid = 102",
      "proc.apid in (102, 103)",
      "proc.apid[1] = 102",
      "proc.sid in (101, 102)",
      "proc.pgid = 101",
      "proc.tty = 1",
      "proc.vpid in (1, 2)",
      "proc.nthreads = 2",
      "proc.loginshellid in (101, 104)",
      "proc.cmdnargs = 1",
      "thread.tid in (101, 104)",
      "evt.rawarg.uid = 1000",
      "evt.rawarg.option in (4, 15)",
      "evt.rawarg.newfd = 3",
      "evt.rawarg.oldfd in (5, 6)",
  };
  return checks;
}

std::string Condition(Random& r, int depth) {
  const int n = static_cast<int>(r() % 10);
  if (depth == 0 || n < 3) return Pick(r, Checks());
  if (n < 5) return "not (" + Condition(r, depth - 1) + ")";
  std::string s = "(" + Condition(r, depth - 1);
  const char* word = n < 8 ? " and " : " or ";
  for (int i = static_cast<int>(r() % 3); i >= 0; --i) s += word + Condition(r, depth - 1);
  return s + ")";
}

proto::Process RandomProcess(Random& r) {
  static constexpr const char* kNames[] = {"cat", "sh", "bash"};
  proto::Process p = MakeProcess(1, 2, Pick(r, kNames));
  if (r() % 2) p.add_args("-c");
  if (r() % 2) p.add_env("A=1");
  if (r() % 2) p.set_uid(0);
  if (r() % 2) p.set_user_name(p.uid() == 0 ? "root" : "ann");
  if (r() % 2) p.set_gid(0);
  if (r() % 2) p.set_loginuid(r() % 2 ? 0xffffffffu : 1000);
  if (r() % 2) p.set_vpid(1);
  if (r() % 2) p.set_sid(100 + r() % 3);
  if (r() % 2) p.set_tty(r() % 2);
  if (r() % 2) p.set_cwd(r() % 2 ? "/" : "/work");
  if (r() % 2) p.set_cap_effective(r() % 2 ? ~0ull : 0);
  if (r() % 2) p.set_threads(1 + static_cast<int>(r() % 2));
  if (r() % 2) p.mutable_exe_file()->set_writable(r() % 2);
  if (r() % 2) {
    proto::FileDescriptor* fd = p.add_stdio();
    fd->set_num(0);
    fd->set_type(r() % 2 ? proto::FileDescriptor::PIPE : proto::FileDescriptor::FILE);
  }
  if (r() % 2) p.mutable_usage()->set_fd_limit(10);
  p.set_clone_time_ns(1767225600000000000);
  return p;
}

// The process as a successful call may leave it behind.
proto::Process After(Random& r, const proto::SyscallEvent& e, proto::Process p) {
  const uint16_t changes = ChangesOf(e);
  const proto::Process other = RandomProcess(r);
  if (changes & kImage) {
    p.set_exe(other.exe());
    p.set_exe_path(other.exe_path());
    *p.mutable_args() = other.args();
    *p.mutable_env() = other.env();
    p.clear_exe_file();
    if (other.has_exe_file()) *p.mutable_exe_file() = other.exe_file();
  }
  if (changes & kComm) p.set_comm(other.comm());
  if (changes & kUser) {
    p.set_uid(other.uid());
    p.set_user_name(other.user_name());
  }
  if (changes & kGroup) p.set_gid(other.gid());
  if (changes & kCaps) p.set_cap_effective(other.cap_effective());
  if (changes & kCwd) p.set_cwd(other.cwd());
  if (changes & kSession) p.set_sid(other.sid());
  if (changes & kTty) p.set_tty(other.tty());
  if (changes & kThreads) p.set_threads(other.threads());
  if (changes & kFds) *p.mutable_stdio() = other.stdio();
  if (changes & kLimits) p.mutable_usage()->set_fd_limit(other.usage().fd_limit());
  return p;
}

proto::FileDescriptor RandomFd(Random& r, int64_t num) {
  proto::FileDescriptor fd;
  fd.set_num(num);
  const int kind = static_cast<int>(r() % 4);
  if (kind == 0) {
    fd.set_type(r() % 2 ? proto::FileDescriptor::FILE : proto::FileDescriptor::DIRECTORY);
    fd.set_name(r() % 2 ? "/etc" : "/etc/passwd");
    fd.set_ino(5);
  } else if (kind == 1) {
    fd.set_type(proto::FileDescriptor::UNIX);
  } else {
    fd.set_type(kind == 2 ? proto::FileDescriptor::IPV4 : proto::FileDescriptor::IPV6);
    fd.set_protocol(r() % 2 ? 6 : 17);
    if (r() % 2) {
      fd.set_role(r() % 2 ? proto::FileDescriptor::CLIENT : proto::FileDescriptor::SERVER);
      SetAddress(*fd.mutable_local(), 2, std::string("\x7f\0\0\1", 4), 80);
      if (r() % 2) SetAddress(*fd.mutable_peer(), 2, "\1\2\3\4", 443);
      if (fd.type() == proto::FileDescriptor::IPV6 && r() % 2) {
        SetAddress(*fd.mutable_peer(), 10, "\xfe\x80" + std::string(13, '\0') + '\1', 8080);
      }
      fd.set_connected(r() % 2);
    }
  }
  return fd;
}

proto::SyscallEvent RandomEvent(Random& r) {
  static constexpr const char* kPaths[] = {"/etc/passwd", "/etc/../etc/shadow", "/tmp/d/x", "/"};
  static constexpr int64_t kFlags[] = {O_RDONLY, O_WRONLY | O_CREAT, O_RDWR | O_EXCL | O_CREAT,
                                       O_DIRECTORY, O_TMPFILE | O_RDWR};
  static constexpr proto::EventType kUsing[] = {
      proto::EVENT_CLOSE, proto::EVENT_READ,   proto::EVENT_WRITE,  proto::EVENT_SENDTO,
      proto::EVENT_DUP,   proto::EVENT_LISTEN, proto::EVENT_FCHDIR, proto::EVENT_RECVFROM,
      proto::EVENT_MMAP,  proto::EVENT_FCHMOD};
  static constexpr proto::EventType kPlain[] = {
      proto::EVENT_EXECVE, proto::EVENT_CHDIR,        proto::EVENT_SETSID,  proto::EVENT_CLONE,
      proto::EVENT_PIPE2,  proto::EVENT_ACCEPT,       proto::EVENT_BPF,     proto::EVENT_GETUID,
      proto::EVENT_CAPSET, proto::EVENT_MEMFD_CREATE, proto::EVENT_UNSHARE, proto::EVENT_PRLIMIT};
  switch (r() % 9) {
    case 0:
    case 1: {
      static constexpr proto::EventType kOpens[] = {proto::EVENT_OPENAT, proto::EVENT_OPENAT,
                                                    proto::EVENT_OPEN, proto::EVENT_CREAT,
                                                    proto::EVENT_OPENAT2};
      proto::SyscallEvent e = Openat(Pick(r, kPaths), Pick(r, kFlags));
      e.set_type(Pick(r, kOpens));
      if (r() % 8 == 0) e.mutable_args(1)->set_unreadable(true);
      return e;
    }
    case 2: {
      proto::SyscallEvent e = Connect(r() % 2 ? "\1\2\3\4" : "\x7f\1\1\1", r() % 2 ? 80 : 443);
      if (r() % 2) *e.mutable_fd() = RandomFd(r, 5);
      if (r() % 4 == 0) e.clear_fd();
      return e;
    }
    case 3: {
      proto::SyscallEvent e = MakeEvent(r() % 2 ? proto::EVENT_DUP2 : proto::EVENT_DUP3);
      AddNumber(e, proto::PARAM_OLDFD, 5);
      AddNumber(e, proto::PARAM_NEWFD, static_cast<int64_t>(r() % 4));
      if (r() % 2) *e.mutable_fd() = RandomFd(r, 5);
      return e;
    }
    case 4: {
      proto::SyscallEvent e = MakeEvent(Pick(r, kUsing));
      AddNumber(e, proto::PARAM_FD, 5);
      if (r() % 2) *e.mutable_fd() = RandomFd(r, 5);
      if (r() % 2) {
        proto::Argument* a = e.add_args();
        a->set_param(proto::PARAM_TUPLE);
        SetAddress(*a->mutable_address(), 2, "\1\2\3\4", 80);
      }
      return e;
    }
    case 5: {
      proto::SyscallEvent e = MakeEvent(r() % 2 ? proto::EVENT_SOCKET : proto::EVENT_BIND);
      AddNumber(e, proto::PARAM_DOMAIN, r() % 2 ? 2 : 1);
      AddNumber(e, proto::PARAM_TYPE, 1);
      AddNumber(e, proto::PARAM_FD, 5);
      proto::Argument* a = e.add_args();
      a->set_param(proto::PARAM_ADDR);
      SetAddress(*a->mutable_address(), 2, std::string(4, '\0'), 80);
      if (r() % 2) *e.mutable_fd() = RandomFd(r, 5);
      return e;
    }
    case 6: {
      proto::SyscallEvent e = MakeEvent(r() % 2 ? proto::EVENT_RENAME : proto::EVENT_UNLINK);
      AddText(e, proto::PARAM_OLDPATH, "a", "/tmp/a");
      AddText(e, proto::PARAM_NEWPATH, "b", "/tmp/b");
      AddText(e, proto::PARAM_PATH, "/etc/x", "/etc/x");
      return e;
    }
    case 7: {
      static constexpr proto::EventType kIds[] = {proto::EVENT_SETUID, proto::EVENT_SETRESUID,
                                                  proto::EVENT_SETGID, proto::EVENT_PRCTL};
      proto::SyscallEvent e = MakeEvent(Pick(r, kIds));
      AddNumber(e, proto::PARAM_UID, r() % 2 ? 0 : 1000);
      AddNumber(e, proto::PARAM_OPTION, r() % 2 ? 15 : 4);
      return e;
    }
    default: {
      if (r() % 4 == 0) {
        proto::SyscallEvent e = MakeEvent(proto::EVENT_GENERIC);
        static constexpr const char* kGeneric[] = {"getpriority", "getitimer", "sched_yield"};
        e.set_name(Pick(r, kGeneric));
        return e;
      }
      return MakeEvent(Pick(r, kPlain));
    }
  }
}

std::vector<int64_t> Outcomes(const proto::SyscallEvent& e) {
  if (IsExec(e.type())) return {0, -ENOENT, -EACCES};
  if (e.type() == proto::EVENT_CONNECT) return {0, -EINPROGRESS, -ECONNREFUSED, -ENOENT};
  if (e.type() == proto::EVENT_DUP2 || e.type() == proto::EVENT_DUP3) {
    return {e.args(1).number(), -EBADF};
  }
  return {0, 3, 5, 900, -ENOENT, -EACCES};
}

// The event after it returned; what only the outcome tells is filled in.
proto::SyscallEvent Finished(Random& r, const proto::SyscallEvent& e, int64_t result) {
  proto::SyscallEvent done = WithResult(e, result);
  if (r() % 2) done.set_outcome(proto::OUTCOME_PREDICTED);
  if (e.type() == proto::EVENT_ACCEPT && result >= 0) {
    *done.mutable_fd() = RandomFd(r, result);
  }
  if (IsOpen(e.type()) && result >= 0 && r() % 2) done.mutable_fd()->set_ino(77);
  if (IsOpen(e.type()) && result >= 0 && r() % 2) done.set_created(r() % 2);
  return done;
}

std::shared_ptr<HostNameSource> HostNames() {
  static const std::shared_ptr<HostNameSource> names = [] {
    auto table = std::make_shared<HostNameTable>();
    table->Add("example.com", "\1\2\3\4");
    table->Add("example.com", std::string("\177\0\0\1", 4));
    table->Add("example.org", "\1\2\3\4");
    return std::make_shared<FixedHostNames>(std::move(table));
  }();
  return names;
}

std::unique_ptr<Engine> MakeEngine(const Rule& rule) {
  RuleSet set;
  set.rules = {rule};
  EngineOptions options;
  options.host_names = HostNames();
  auto engine = Engine::Create(set, options);
  EXPECT_TRUE(engine.ok()) << rule.condition << ": " << engine.status();
  return std::move(*engine);
}

struct Case {
  std::string condition;
  proto::Process parent, process;
  proto::SyscallEvent event;
};

void CheckCase(Random& r, const Case& c, const std::string& output, int counts[3]) {
  SCOPED_TRACE(c.condition + "\n" + c.event.ShortDebugString() + "\n" +
               c.process.ShortDebugString());
  Rule rule = MakeRule("r", c.condition, output);
  ASSERT_NE(rule.expr, nullptr);
  auto engine = MakeEngine(rule);
  engine->OnProcess(c.parent);
  engine->OnProcess(c.process);
  std::vector<proto::Alert> entry_alerts;
  const Decision entry = engine->Evaluate(c.event, entry_alerts);
  ++counts[static_cast<int>(entry)];
  EXPECT_EQ(entry_alerts.size(), entry == Decision::kMatch ? 1u : 0u);

  for (int64_t result : Outcomes(c.event)) {
    SCOPED_TRACE(result);
    const proto::SyscallEvent done = Finished(r, c.event, result);
    const proto::Process after = result >= 0 ? After(r, c.event, c.process) : c.process;
    engine->OnProcess(after);
    std::vector<proto::Alert> alerts;
    const Decision decision = engine->Evaluate(done, alerts);
    ASSERT_NE(decision, Decision::kNeedOutcome);

    ProcessTable table;
    table.OnProcess(c.parent);
    table.OnProcess(after);
    EventContext ctx(table);
    ctx.SetHostNames(HostNames());
    ctx.Begin(done);
    bool expected = ReferenceResult(*rule.expr, ctx);
    const bool failed_exec = IsExec(done.type()) && result < 0;
    if (failed_exec) {  // see engine.h
      Program program(*Catalogue::ForSource("syscall"));
      expected = expected && program.AddCondition(*rule.expr).names_outcome;
    }
    ASSERT_EQ(decision == Decision::kMatch, expected);

    if (entry == Decision::kNoMatch) {
      ASSERT_EQ(decision, Decision::kNoMatch);
    }
    if (entry == Decision::kMatch) {
      ASSERT_EQ(decision, Decision::kMatch);
      ASSERT_EQ(alerts[0].message(), entry_alerts[0].message());
    }
    engine->OnProcess(c.process);
  }
}

TEST(EngineProperty, AgreesWithTheReferenceForEveryOutcome) {
  static constexpr const char* kOutputs[] = {"out",
                                             "%fd.name %proc.name",
                                             "%evt.type %user.name",
                                             "%evt.res",
                                             "%fd.num %proc.pname %fd.typechar",
                                             "%fd.sip.name",
                                             "%proc.cwd %proc.aname[1] %evt.arg[1]"};
  int counts[3] = {0, 0, 0};
  // More seeds: --test_env=FALCO_RUN_SEEDS=100000.
  const char* env = std::getenv("FALCO_RUN_SEEDS");
  const uint32_t seeds = env ? static_cast<uint32_t>(std::atoi(env)) : 4000;
  for (uint32_t seed = 0; seed < seeds && !::testing::Test::HasFatalFailure(); ++seed) {
    Random r(seed);
    Case c;
    c.condition = Condition(r, 1 + static_cast<int>(r() % 3));
    c.parent = MakeProcess(2, 0, r() % 2 ? "init" : "sh");
    c.process = RandomProcess(r);
    c.event = RandomEvent(r);
    CheckCase(r, c, Pick(r, kOutputs), counts);
  }
  // The test is about something only if all answers occur often.
  for (int count : counts) EXPECT_GT(count, static_cast<int>(seeds / 8));
  printf("no match %d, match %d, needs outcome %d\n", counts[0], counts[1], counts[2]);
}

// What the tracer says of the descriptor of a connect: as it will be.
void ShowConnected(proto::SyscallEvent& e) {
  if (e.type() != proto::EVENT_CONNECT || !e.has_fd()) return;
  *e.mutable_fd()->mutable_peer() = e.args(1).address();
  e.mutable_fd()->set_role(proto::FileDescriptor::CLIENT);
  e.mutable_fd()->set_connected(true);
}

TEST(EngineProperty, WhatIsDecidedWithoutTheDescriptorHoldsWithIt) {
  int decided = 0, asked = 0;
  const char* env = std::getenv("FALCO_RUN_SEEDS");
  const uint32_t seeds = env ? static_cast<uint32_t>(std::atoi(env)) : 4000;
  for (uint32_t seed = 0; seed < seeds && !::testing::Test::HasFailure(); ++seed) {
    Random r(seed);
    const Rule rule = MakeRule("r", Condition(r, 1 + static_cast<int>(r() % 3)), "%fd.name");
    ASSERT_NE(rule.expr, nullptr);
    auto engine = MakeEngine(rule);
    engine->OnProcess(MakeProcess(2, 0, "init"));
    engine->OnProcess(RandomProcess(r));
    proto::SyscallEvent event;
    do {
      event = RandomEvent(r);
    } while ((GetEventInfo(event.type()).flags & kUsesFd) == 0);
    ShowConnected(event);
    proto::SyscallEvent without = event;
    without.clear_fd();
    without.set_fd_left_out(true);
    SCOPED_TRACE(rule.condition + "\n" + event.ShortDebugString());
    std::vector<proto::Alert> alerts;
    const Decision early = engine->Evaluate(without, alerts);
    EXPECT_TRUE(alerts.empty());
    if (early == Decision::kNoMatch) {
      ++decided;
      EXPECT_EQ(engine->Evaluate(event, alerts), Decision::kNoMatch);
    } else {
      ++asked;
      EXPECT_EQ(early, Decision::kNeedDescriptor);
    }
  }
  EXPECT_GT(decided, static_cast<int>(seeds / 8));
  EXPECT_GT(asked, static_cast<int>(seeds / 8));
}

// Of a process that was not looked at since its exec.
TEST(EngineProperty, WhatIsDecidedWithoutTheProcessHoldsWithIt) {
  int decided = 0, asked = 0, matched = 0;
  const char* env = std::getenv("FALCO_RUN_SEEDS");
  const uint32_t seeds = env ? static_cast<uint32_t>(std::atoi(env)) : 4000;
  for (uint32_t seed = 0; seed < seeds && !::testing::Test::HasFailure(); ++seed) {
    Random r(seed);
    const Rule rule = MakeRule("r", Condition(r, 1 + static_cast<int>(r() % 3)), "%proc.cwd");
    ASSERT_NE(rule.expr, nullptr);
    auto engine = MakeEngine(rule);
    auto complete = MakeEngine(rule);
    const proto::Process process = RandomProcess(r);
    proto::Process stale = process;
    stale.set_cwd("/before");
    stale.set_cap_effective(r() % 2 ? ~0ull : 0);
    stale.clear_stdio();
    for (Engine* e : {engine.get(), complete.get()}) e->OnProcess(MakeProcess(2, 0, "init"));
    engine->OnProcess(stale);
    complete->OnProcess(process);
    proto::SyscallEvent event = RandomEvent(r);
    if (r() % 2) {
      event.set_outcome(proto::OUTCOME_KNOWN);
      event.set_result(r() % 2 ? 0 : -1);
    }
    proto::SyscallEvent without = event;
    without.set_process_left_out(true);
    SCOPED_TRACE(rule.condition + "\n" + event.ShortDebugString());
    std::vector<proto::Alert> alerts, wanted;
    const Decision early = engine->Evaluate(without, alerts);
    EXPECT_TRUE(alerts.empty());
    const Decision late = complete->Evaluate(event, wanted);
    if (early == Decision::kNoMatch) {
      ++decided;
      EXPECT_EQ(late, Decision::kNoMatch);
      continue;
    }
    if (early == Decision::kNeedOutcome) {  // of an exec
      EXPECT_EQ(event.outcome(), proto::OUTCOME_UNKNOWN);
      EXPECT_TRUE(IsExec(event.type()));
      continue;
    }
    ++asked;
    EXPECT_EQ(early, Decision::kNeedProcess);
    engine->OnProcess(process);
    EXPECT_EQ(engine->Evaluate(event, alerts), late);
    ASSERT_EQ(alerts.size(), wanted.size());
    matched += static_cast<int>(alerts.size());
    if (!alerts.empty()) {
      EXPECT_EQ(alerts[0].output(), wanted[0].output());
    }
  }
  EXPECT_GT(decided, static_cast<int>(seeds / 8));
  EXPECT_GT(asked, static_cast<int>(seeds / 8));
  EXPECT_GT(matched, static_cast<int>(seeds / 32));
}

TEST(EngineProperty, EventTypesAgreeWithSpecialisation) {
  Random r(1);
  Program program(*Catalogue::ForSource("syscall"));
  size_t possible = 0, impossible = 0;
  for (int i = 0; i < 300; ++i) {
    const std::string condition = Condition(r, static_cast<int>(r() % 4));
    const Rule rule = MakeRule("r", condition);
    ASSERT_NE(rule.expr, nullptr) << condition;
    const Program::NodeId node = program.AddCondition(*rule.expr).node;
    const EventSet events = program.PossibleEvents(node);
    for (size_t t = 0; t < events.size(); ++t) {
      const auto type = static_cast<proto::EventType>(t);
      ASSERT_EQ(events.test(t), program.Specialize(node, type, "") != Program::kFalseNode)
          << condition << " " << t;
      ++(events.test(t) ? possible : impossible);
    }
  }
  EXPECT_GT(possible, 5000u);
  EXPECT_GT(impossible, 5000u);
}

// --- Many rules, many events, processes that come, change and go. ---

// The processes of a run, told to an engine and to a table of the reference's own.
class World {
 public:
  World(Random& r, Engine& engine) : r_(r), engine_(engine), context_(table_) {
    context_.SetHostNames(HostNames());
    Tell(MakeProcess(2, 0, "init"));
    Tell(RandomProcess(r_));
  }

  EventContext& context() { return context_; }

  uint64_t SomeProcess() {
    // Now and then one that was never announced.
    if (r_() % 50 == 0) return 999;
    auto it = processes_.begin();
    std::advance(it, r_() % processes_.size());
    return it->first;
  }

  // Something happens to some process.
  void Change() {
    auto it = processes_.begin();
    std::advance(it, r_() % processes_.size());
    proto::Process p = it->second;
    switch (r_() % 9) {
      case 0:  // fork
        p.set_parent_id(p.id());
        p.set_ppid(p.pid());
        p.set_id(next_id_++);
        p.set_pid(static_cast<int32_t>(100 + p.id()));
        break;
      case 1: {  // exec
        const proto::Process other = RandomProcess(r_);
        p.set_comm(other.comm());
        p.set_exe(other.exe());
        p.set_exe_path(other.exe_path());
        *p.mutable_args() = other.args();
        break;
      }
      case 2:  // prctl(PR_SET_NAME)
        p.set_comm(r_() % 2 ? "init" : "bash");
        break;
      case 3:  // setuid
        p.set_uid(r_() % 2 ? 0 : 1000);
        p.set_user_name(p.uid() == 0 ? "root" : "ann");
        break;
      case 4:  // another container
        p.mutable_container()->set_id(r_() % 2 ? "0123456789ab" : "ba9876543210");
        p.mutable_container()->set_image(r_() % 2 ? "shop:1" : "example.com/shop");
        p.mutable_container()->set_privileged(r_() % 2);
        break;
      case 5:  // setsid, a terminal
        p.set_sid(p.pid());
        p.set_pgid(r_() % 2 ? p.pid() : p.ppid());
        p.set_tty(r_() % 2);
        break;
      case 6: {  // its parent is gone, another took it over
        auto parent = processes_.begin();
        std::advance(parent, r_() % processes_.size());
        p.set_parent_id(parent->first);
        p.set_ppid(parent->second.pid());
        break;
      }
      case 7: {  // Start: where the engine runs
        proto::Start start;
        start.set_hostname("host");
        if (r_() % 2) {
          start.mutable_container()->set_id("0123456789ab");
          start.mutable_container()->set_image("example.com/shop:2");
        }
        engine_.OnStart(start);
        context_.SetStart(start);
        return;
      }
      default: {  // exit
        if (processes_.size() < 3) return;
        proto::ProcessExit exit;
        exit.set_id(p.id());
        engine_.OnProcessExit(exit);
        table_.OnExit(p.id());
        processes_.erase(p.id());
        return;
      }
    }
    Tell(p);
  }

 private:
  void Tell(const proto::Process& p) {
    if (processes_.size() > 12 && processes_.count(p.id()) == 0) return;
    processes_[p.id()] = p;
    engine_.OnProcess(p);
    table_.OnProcess(p);
  }

  Random& r_;
  Engine& engine_;
  ProcessTable table_;
  EventContext context_;
  std::map<uint64_t, proto::Process> processes_;
  uint64_t next_id_ = 3;
};

// What an engine without any index answers for an event without its outcome.
Decision PlainDecision(Program& program, const std::vector<Program::Added>& rules,
                       EventContext& ctx, const proto::SyscallEvent& event, bool first_only) {
  ctx.Begin(event);
  program.Begin(ctx);
  bool match = false;
  for (const Program::Added& rule : rules) {
    const Tri t = program.Evaluate(rule.node);
    if (t == Tri::kUnknown) return Decision::kNeedOutcome;
    if (t == Tri::kFalse) continue;
    if (IsExec(event.type()) && !rule.names_outcome) return Decision::kNeedOutcome;
    match = true;
    if (first_only) break;
  }
  return match ? Decision::kMatch : Decision::kNoMatch;
}

TEST(EngineProperty, ManyRulesOnChangingProcesses) {
  constexpr size_t kEvents = 150;
#ifdef NDEBUG
  size_t wanted = 3000000;
#else
  size_t wanted = 60000;
#endif
  // Another number of pairs of a condition and an event: --test_env=FALCO_RUN_PAIRS=10000000.
  if (const char* env = std::getenv("FALCO_RUN_PAIRS")) wanted = std::strtoul(env, nullptr, 10);
  size_t pairs = 0, matches = 0, decisions[3] = {0, 0, 0};
  for (uint32_t seed = 0; pairs < wanted; ++seed) {
    Random r(seed);
    RuleSet set;
    Program plain(*Catalogue::ForSource("syscall"));
    std::vector<Program::Added> nodes;
    // With many rules (more than a word of bits) some rule mostly needs the outcome.
    const size_t rules = seed % 3 == 0 ? 70 : 1 + r() % 8;
    for (size_t i = 0; i < rules; ++i) {
      // Most rules that people write are an `and`; random ones would mostly be true.
      std::string condition = Condition(r, static_cast<int>(r() % 3));
      for (size_t n = r() % 4; n > 0; --n) condition += " and " + Pick(r, Checks());
      set.rules.push_back(MakeRule(std::to_string(i), condition));
      ASSERT_NE(set.rules.back().expr, nullptr) << condition;
      nodes.push_back(plain.AddCondition(*set.rules.back().expr));
      ASSERT_FALSE(nodes.back().error) << condition;
    }
    EngineOptions options;
    options.host_names = HostNames();
    const bool first_only = seed % 2 == 0;
    options.rule_matching =
        first_only ? EngineOptions::Matching::kFirst : EngineOptions::Matching::kAll;
    auto engine = Engine::Create(set, options);
    ASSERT_TRUE(engine.ok()) << engine.status();
    World world(r, **engine);
    for (size_t k = 0; k < kEvents; ++k) {
      if (r() % 3 == 0) world.Change();
      proto::SyscallEvent event = RandomEvent(r);
      event.set_process_id(world.SomeProcess());
      event.set_tid(static_cast<int32_t>(100 + event.process_id()));
      SCOPED_TRACE("seed " + std::to_string(seed) + " event " + event.ShortDebugString());

      std::vector<proto::Alert> alerts;
      const Decision entry = (*engine)->Evaluate(event, alerts);
      ++decisions[static_cast<int>(entry)];
      ASSERT_EQ(entry, PlainDecision(plain, nodes, world.context(), event, first_only));
      pairs += rules;

      const std::vector<int64_t> outcomes = Outcomes(event);
      const proto::SyscallEvent done = Finished(r, event, Pick(r, outcomes));
      alerts.clear();
      (*engine)->Evaluate(done, alerts);
      world.context().Begin(done);
      size_t next = 0;
      for (size_t i = 0; i < rules; ++i) {
        bool expected = ReferenceResult(*set.rules[i].expr, world.context());
        if (IsExec(done.type()) && done.result() < 0) {
          expected = expected && nodes[i].names_outcome;
        }
        if (first_only && next > 0) expected = false;  // shadowed
        const bool fired = next < alerts.size() && alerts[next].rule() == set.rules[i].name;
        ASSERT_EQ(fired, expected) << set.rules[i].condition;
        next += fired;
        matches += fired;
      }
      ASSERT_EQ(next, alerts.size());
      pairs += rules;
    }
  }
  // The test is about something only if rules fire and entries are decided either way.
  EXPECT_GT(matches, pairs / 50);
  printf("%zu pairs, %zu matches; entries: no match %zu, match %zu, needs outcome %zu\n", pairs,
         matches, decisions[0], decisions[1], decisions[2]);
}

}  // namespace
}  // namespace falco_run::engine
