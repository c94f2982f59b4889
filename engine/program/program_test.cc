// SPDX-License-Identifier: Apache-2.0
#include "engine/program/program.h"

#include <errno.h>
#include <fcntl.h>
#include <gtest/gtest.h>

#include "engine/engine_test_util.h"

namespace falco_run::engine {
namespace {

using testing::AddNumber;
using testing::AddText;
using testing::Connect;
using testing::MakeEvent;
using testing::MakeProcess;
using testing::Openat;
using testing::WithResult;

// Evaluates conditions on one event.
class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest() {
    processes_.OnProcess(MakeProcess(3, 0, "init"));
    processes_.OnProcess(MakeProcess(2, 3, "sshd"));
    proto::Process p = MakeProcess(1, 2, "bash");
    p.add_args("-c");
    p.add_args("nc -e");
    p.add_env("PATH=/bin");
    p.add_env("A= 1 ");
    processes_.OnProcess(p);
    event_ = WithResult(Openat("/etc/ssh/sshd_config", O_RDONLY), 3);
  }

  Tri Eval(const std::string& condition) {
    ParseResult parsed = ParseCondition(condition);
    EXPECT_TRUE(parsed.ok()) << condition;
    if (!parsed.ok()) return Tri::kUnknown;
    Program program(*Catalogue::ForSource("syscall"));
    Program::Added added = program.AddCondition(*parsed.expr);
    EXPECT_FALSE(added.error) << condition << ": " << (added.error ? added.error->message : "");
    EventContext context(processes_);
    context.Begin(event_);
    program.Begin(context);
    return program.Evaluate(added.node);
  }
  bool True(const std::string& condition) { return Eval(condition) == Tri::kTrue; }
  bool False(const std::string& condition) { return Eval(condition) == Tri::kFalse; }

  std::string Error(const std::string& condition) {
    ParseResult parsed = ParseCondition(condition);
    if (!parsed.ok()) return "does not parse";
    Program program(*Catalogue::ForSource("syscall"));
    Program::Added added = program.AddCondition(*parsed.expr);
    return added.error ? added.error->message : "";
  }

  ProcessTable processes_;
  proto::SyscallEvent event_;
};

TEST_F(ProgramTest, EveryOperatorIsFalseOnNull) {
  // fd.sip has no value for a file, proc.sid and the others are not told.
  for (const char* check : {"proc.pvpid exists",
                            "proc.vpid = 1",
                            "proc.vpid != 1",
                            "proc.vpid < 1",
                            "proc.vpid <= 1",
                            "proc.vpid > 1",
                            "proc.vpid >= 1",
                            "proc.vpid in (1)",
                            "proc.vpid intersects (1)",
                            "proc.sname exists",
                            "proc.sname = x",
                            "proc.sname != x",
                            "proc.sname < 1",
                            "proc.sname contains ''",
                            "proc.sname icontains x",
                            "proc.sname startswith ''",
                            "proc.sname endswith ''",
                            "proc.sname glob *",
                            "proc.sname iglob *",
                            "proc.sname regex .*",
                            "proc.sname in ('')",
                            "proc.sname intersects ('')",
                            "proc.sname pmatch (/)",
                            "proc.sname = anyof (x)",
                            "proc.sname != allof (x)",
                            "proc.sname != oneof (x)",
                            "fd.sip exists",
                            "fd.sip = 1.2.3.4",
                            "fd.sip != 1.2.3.4",
                            "fd.sip in (1.2.3.4)",
                            "fd.snet != 10.0.0.0/8",
                            "fd.ip != 1.2.3.4",
                            "fd.port != 1",
                            "evt.buffer bcontains 61",
                            "evt.buffer bstartswith 61",
                            "evt.buffer != x",
                            "proc.is_exe_writable = false",
                            "proc.is_exe_writable != true",
                            "thread.cpu = 1",
                            "thread.cpu != 1",
                            "tolower(proc.sname) != x",
                            "len(proc.sname) >= 0",
                            "proc.sname = val(proc.sname)",
                            "proc.name != val(proc.sname)",
                            "fd.cip.name != x",
                            "container.label[x] != y"}) {
    EXPECT_TRUE(False(check)) << check;
    EXPECT_TRUE(True(std::string("not ") + check)) << check;
  }
}

TEST_F(ProgramTest, TextOperators) {
  EXPECT_TRUE(True("fd.name = /etc/ssh/sshd_config"));
  EXPECT_TRUE(True("fd.name == /etc/ssh/sshd_config"));
  EXPECT_TRUE(False("fd.name = /etc/ssh"));
  EXPECT_TRUE(True("fd.name != /etc/ssh"));
  EXPECT_TRUE(True("fd.name contains ssh/"));
  EXPECT_TRUE(False("fd.name contains SSH/"));
  EXPECT_TRUE(True("fd.name icontains SSH/"));
  EXPECT_TRUE(True("fd.name startswith /etc"));
  EXPECT_TRUE(True("fd.name endswith _config"));
  EXPECT_TRUE(True("fd.name glob /etc*config"));
  EXPECT_TRUE(False("fd.name glob /ETC*"));
  EXPECT_TRUE(True("fd.name iglob /ETC*"));
  EXPECT_TRUE(True("fd.name regex '/etc/.*'"));
  EXPECT_TRUE(False("fd.name regex 'ssh'"));  // anchored
  EXPECT_TRUE(True("fd.name in (/x, /etc/ssh/sshd_config)"));
  EXPECT_TRUE(False("fd.name in ()"));
  EXPECT_TRUE(True("fd.name pmatch (/etc/s*h)"));
  EXPECT_TRUE(False("fd.name pmatch (/etc/ss)"));
  EXPECT_TRUE(True("proc.name > 12 and not proc.name <= 12"));  // bytes are compared
}

TEST_F(ProgramTest, NumbersAndBooleans) {
  EXPECT_TRUE(True("proc.pid = 101"));
  EXPECT_TRUE(True("proc.pid = 0x65"));
  EXPECT_TRUE(True("proc.pid in (7, 101)"));
  EXPECT_TRUE(True("proc.pid > -1"));
  EXPECT_TRUE(True("fd.num >= 3 and fd.num <= 3"));
  EXPECT_TRUE(True("evt.is_open_read = true"));
  EXPECT_TRUE(True("evt.is_open_write != true"));
  EXPECT_TRUE(True("evt.is_open_write in (false)"));
  EXPECT_TRUE(True("evt.rawtime > 0"));
  EXPECT_TRUE(True("evt.around[1767225600000000000] = 200"));
  EXPECT_TRUE(False("evt.around[1767225600000000000] = 100"));
}

TEST_F(ProgramTest, Modifiers) {
  EXPECT_TRUE(True("proc.name = oneof (bash, sh)"));
  EXPECT_TRUE(False("proc.name startswith oneof (ba, bas)"));
  EXPECT_TRUE(True("proc.name startswith anyof (x, ba)"));
  EXPECT_TRUE(True("proc.name contains allof (a, s)"));
  EXPECT_TRUE(False("proc.name contains allof (a, x)"));
  EXPECT_TRUE(False("proc.name = allof ()"));
}

TEST_F(ProgramTest, Ancestors) {
  EXPECT_TRUE(True("proc.aname = init"));
  EXPECT_TRUE(False("proc.aname = bash"));
  EXPECT_TRUE(True("proc.aname != init"));  // sshd differs
  EXPECT_TRUE(True("proc.aname in (x, sshd)"));
  EXPECT_TRUE(True("proc.aname[0] = bash and proc.aname[1] = sshd and proc.aname[2] = init"));
  EXPECT_TRUE(False("proc.aname[3] exists"));
  EXPECT_TRUE(True("proc.apid = 103"));
  EXPECT_TRUE(True("proc.pname = sshd and proc.pcmdline = sshd"));
}

TEST_F(ProgramTest, EmptyIsAValue) {
  EXPECT_TRUE(True("proc.env[MISSING] = '' and proc.env[MISSING] exists"));
  EXPECT_TRUE(True("proc.env[A] = 1"));
  EXPECT_TRUE(True("proc.env[PATH] = /bin"));
  EXPECT_TRUE(True("proc.env contains 'PATH=/bin'"));
  EXPECT_TRUE(True("proc.args[0] = -c and proc.args[1] = 'nc -e' and proc.args[2] = ''"));
  EXPECT_TRUE(True("proc.cmdline = 'bash -c nc -e'"));
}

TEST_F(ProgramTest, Host) {
  EXPECT_TRUE(True("container.id = host and container.name = host"));
  EXPECT_TRUE(True("container.image.repository = '' and container.image.tag = ''"));
  EXPECT_TRUE(True("container.privileged = false"));
  EXPECT_TRUE(False("k8s.pod.name exists"));
}

TEST_F(ProgramTest, WhetherAnOpenMadeItsFile) {
  const auto asked = Openat("/tmp/x", O_WRONLY | O_CREAT);
  event_ = asked;
  EXPECT_EQ(Eval("evt.is_open_create = true"), Tri::kUnknown);
  EXPECT_EQ(Eval("evt.is_open_create = true and evt.is_open_read = true"), Tri::kFalse);
  event_ = WithResult(asked, 3);
  EXPECT_TRUE(False("evt.is_open_create exists")) << "it could not be told";
  event_.set_created(false);
  EXPECT_TRUE(True("evt.is_open_create = false"));
  event_.set_created(true);
  EXPECT_TRUE(True("evt.is_open_create = true"));
  event_ = WithResult(asked, -EACCES);
  EXPECT_TRUE(True("evt.is_open_create = false"));
  event_ = WithResult(Openat("/tmp/x", O_WRONLY | O_CREAT | O_EXCL), 3);
  EXPECT_TRUE(True("evt.is_open_create = true"));
}

TEST_F(ProgramTest, LimitsAreThoseAfterTheCall) {
  proto::Process p = MakeProcess(1, 2, "bash");
  p.mutable_usage()->set_fd_limit(1024);
  processes_.OnProcess(p);
  EXPECT_TRUE(True("proc.fdlimit = 1024"));
  event_ = MakeEvent(proto::EVENT_PRLIMIT);
  EXPECT_EQ(Eval("proc.fdlimit = 1024"), Tri::kUnknown);
  event_ = WithResult(event_, 0);
  EXPECT_TRUE(True("proc.fdlimit = 1024"));
}

TEST_F(ProgramTest, Connections) {
  event_ = WithResult(Connect("\x0a\x01\x02\x03", 443), 0);
  event_.mutable_fd()->mutable_local()->set_ip(std::string("\x7f\0\0\1", 4));
  event_.mutable_fd()->mutable_local()->set_port(5000);
  EXPECT_TRUE(True("fd.sip = 10.1.2.3 and fd.cip = 127.0.0.1 and fd.rip = 10.1.2.3"));
  EXPECT_TRUE(True("fd.ip = 10.1.2.3 and fd.ip = 127.0.0.1"));
  EXPECT_TRUE(False("fd.ip != 127.0.0.1"));
  EXPECT_TRUE(True("fd.ip != 9.9.9.9"));
  EXPECT_TRUE(True("fd.ip != ::1 and fd.sip != ::1"));
  EXPECT_TRUE(True("fd.net = 10.0.0.0/8 and fd.snet in (9.0.0.0/8, 10.0.0.0/8)"));
  EXPECT_TRUE(True("fd.net in (9.0.0.0/8, 10.0.0.0/8)"));
  EXPECT_TRUE(False("fd.net = 2001:db8::/32"));
  EXPECT_TRUE(True("fd.port = 443 and fd.port = 5000 and fd.port != 80"));
  EXPECT_TRUE(True("fd.sport = https and fd.sport in (80, 443)"));
  EXPECT_TRUE(True("fd.name = '127.0.0.1:5000->10.1.2.3:443'"));
  EXPECT_TRUE(True("fd.typechar = 4 and fd.type = ipv4 and fd.l4proto = tcp"));
  EXPECT_TRUE(True("fd.connected = true and fd.name_changed = true and fd.is_server = false"));
}

TEST_F(ProgramTest, SocketWithoutRole) {
  event_ = WithResult(Connect("\x0a\x01\x02\x03", 443), -111);
  EXPECT_TRUE(True("not fd.sip exists and not fd.sport exists"));
  EXPECT_TRUE(True("fd.ip = 0.0.0.0 and fd.l4proto = '<NA>' and fd.connected = false"));
}

TEST_F(ProgramTest, BoundSocketIsAServer) {
  event_ = WithResult(Connect(std::string(4, '\0'), 8080), 0);
  event_.set_type(proto::EVENT_BIND);
  EXPECT_TRUE(True("fd.is_server = true and fd.sport = 8080 and fd.name = '0.0.0.0:8080'"));
  EXPECT_TRUE(False("fd.ip != '0.0.0.0'"));
  EXPECT_TRUE(False("fd.cip exists or fd.cport exists"));
}

TEST_F(ProgramTest, Transformers) {
  EXPECT_TRUE(True("toupper(proc.name) = BASH"));
  EXPECT_TRUE(True("tolower(toupper(proc.name)) = bash"));
  EXPECT_TRUE(True("basename(fd.name) = sshd_config"));
  EXPECT_TRUE(True("len(proc.name) = 4"));
  EXPECT_TRUE(True("join(',', proc.args) = '-c,nc -e'"));
  EXPECT_TRUE(True("getopt(proc.args, 'c:')[c] = 'nc -e'"));
  EXPECT_TRUE(True("concat(proc.name, ':', proc.pid) = bash:101"));
  EXPECT_TRUE(True("b64(concat('YmF', 'zaA==')) = bash and b64('YmFzaA') = bash"));
  EXPECT_TRUE(True("proc.name = tolower(proc.name) and proc.pname != val(proc.name)"));
  EXPECT_TRUE(False("proc.name = val(proc.pname)"));
}

TEST_F(ProgramTest, DirectoryFields) {
  EXPECT_TRUE(True("fd.directory = /etc/ssh and fd.filename = sshd_config"));
  event_ = WithResult(Openat("/x", O_RDONLY), 3);
  EXPECT_TRUE(True("fd.directory = / and fd.filename = x"));
  event_ = WithResult(Openat("/etc", O_RDONLY | O_DIRECTORY), 3);
  EXPECT_TRUE(True("fd.typechar = d and fd.directory = /etc and not fd.filename exists"));
}

TEST_F(ProgramTest, FailedOpens) {
  event_ = WithResult(Openat("/etc/shadow", O_RDONLY), -13);
  EXPECT_TRUE(True("fd.num = -1 and fd.name = /etc/shadow and fd.typechar = f"));
  EXPECT_TRUE(True("evt.res = EACCES and evt.rawres = -13 and evt.failed = true"));
  EXPECT_TRUE(True("evt.count.error = 1 and evt.count.error.file = 1"));
  EXPECT_TRUE(False("fd.type exists or fs.path.name exists"));
  EXPECT_TRUE(True("evt.arg.fd = EACCES and evt.rawarg.fd = -13"));
}

TEST_F(ProgramTest, EventsWithoutDescriptorHaveNoFdFields) {
  event_ = WithResult(MakeEvent(proto::EVENT_UNLINK), 0);
  AddText(event_, proto::PARAM_PATH, "x", "/tmp/x");
  EXPECT_TRUE(False("fd.num exists or fd.name exists or fd.typechar exists"));
  EXPECT_TRUE(True("evt.arg.path = /tmp/x and fs.path.name = /tmp/x and fs.path.nameraw = x"));
}

TEST_F(ProgramTest, Arguments) {
  EXPECT_TRUE(True("evt.arg.flags = O_RDONLY and evt.rawarg.flags = 1"));
  EXPECT_TRUE(True("evt.arg[2] = /etc/ssh/sshd_config and evt.arg.dirfd = AT_FDCWD"));
  EXPECT_TRUE(True("evt.arg.fd = '<f>/etc/ssh/sshd_config'"));
  EXPECT_TRUE(True("not evt.arg.uid exists and not evt.arg[77] exists"));
  event_ = WithResult(MakeEvent(proto::EVENT_CHMOD), 0);
  AddNumber(event_, proto::PARAM_MODE, 04755);
  EXPECT_TRUE(True("evt.arg.mode contains S_ISUID and evt.arg.mode contains S_IXOTH"));
  event_ = WithResult(MakeEvent(proto::EVENT_KILL), 0);
  AddNumber(event_, proto::PARAM_PID, 102);
  AddNumber(event_, proto::PARAM_SIG, 9);
  EXPECT_TRUE(True("evt.arg.pid = sshd and evt.rawarg.pid = 102 and evt.arg.sig = SIGKILL"));
}

TEST_F(ProgramTest, CompileErrors) {
  EXPECT_NE(Error("proc.nosuch = 1").find("nonexistent field"), std::string::npos);
  EXPECT_NE(Error("evt.type = nosuch").find("unknown event type"), std::string::npos);
  EXPECT_NE(Error("evt.arg.nosuch = 1").find("unknown event argument"), std::string::npos);
  EXPECT_NE(Error("proc.name = " + std::string(257, 'x')).find("too long"), std::string::npos);
  EXPECT_EQ(Error("proc.name = " + std::string(256, 'x')), "");
  for (const char* bad : {"proc.pid = abc",
                          "proc.pid contains 1",
                          "evt.is_io = 1",
                          "fd.ip = x",
                          "fd.ip < 1.2.3.4",
                          "fd.net = 10.0.0.0",
                          "fd.net = 10.0.0.0/33",
                          "proc.name bcontains 61",
                          "evt.buffer glob x",
                          "evt.outputtime = x",
                          "proc.name[1] = x",
                          "evt.arg = x",
                          "proc.aname[x] = 1",
                          "fd.types = file",
                          "fd.types startswith f",
                          "proc.name = val(proc.pid)",
                          "proc.name = val(proc.aname)",
                          "proc.name regex val(proc.name)",
                          "proc.name regex '('",
                          "tolower(proc.aname) = x",
                          "tolower(proc.pid) = x",
                          "evt.rawarg.addr = 1",
                          "fd.sport = nosuchservice",
                          "fd.net = val(fd.net)"}) {
    EXPECT_NE(Error(bad), "") << bad;
  }
  for (const char* good :
       {"evt.rawarg.addr exists", "fd.types intersects (file)", "evt.type = getpriority",
        "fd.ip = ::ffff:1.2.3.4", "fd.net = 0.0.0.0/0", "thread.cgroup.cpu exists",
        "container.label.a.b = c", "evt.type.is.openat = 1", "fd.sport = ssh",
        "evt.abspath.src startswith /", "evt.abspath exists", "proc.name = -1"}) {
    EXPECT_EQ(Error(good), "") << good;
  }
}

TEST_F(ProgramTest, SharedChecksExistOnce) {
  Program program(*Catalogue::ForSource("syscall"));
  for (const char* c : {"proc.name in (a, b) and fd.num >= 0",
                        "fd.num >= 0 and proc.name in (b, a)", "not (proc.name in (a,b))"}) {
    ASSERT_FALSE(program.AddCondition(*ParseCondition(c).expr).error);
  }
  EXPECT_EQ(program.check_count(), 2u);
}

TEST_F(ProgramTest, SpecializeFoldsWhatTheTypeDecides) {
  Program program(*Catalogue::ForSource("syscall"));
  const auto node = [&](const char* c) {
    return program.AddCondition(*ParseCondition(c).expr).node;
  };
  const auto fix = [&](const char* c, proto::EventType t) {
    return program.Specialize(node(c), t, "");
  };
  EXPECT_EQ(fix("evt.type = open", proto::EVENT_OPEN), Program::kTrueNode);
  EXPECT_EQ(fix("evt.type = open", proto::EVENT_CONNECT), Program::kFalseNode);
  EXPECT_EQ(fix("not (evt.type = open or evt.num = 0)", proto::EVENT_OPEN), Program::kFalseNode);
  EXPECT_EQ(fix("fd.num >= 0 and proc.name = x", proto::EVENT_UNLINK), Program::kFalseNode);
  EXPECT_EQ(fix("evt.type != open and not evt.num=0", proto::EVENT_READ), Program::kTrueNode);
  EXPECT_EQ(fix("evt.type in (open, read) and proc.name = x", proto::EVENT_READ),
            node("proc.name = x"));
  EXPECT_EQ(fix("evt.is_open_read = true", proto::EVENT_CONNECT), Program::kFalseNode);
  EXPECT_EQ(fix("evt.type.is.read = 1", proto::EVENT_READ), Program::kTrueNode);
}

}  // namespace
}  // namespace falco_run::engine
