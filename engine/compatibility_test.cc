// SPDX-License-Identifier: Apache-2.0
// What docs/compatibility.md says of single checks: where Falco has a quirk, what we do.
#include <errno.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "engine/engine.h"
#include "engine/engine_test_util.h"

namespace falco_run::engine {
namespace {

using testing::AddNumber;
using testing::Connect;
using testing::MakeEvent;
using testing::MakeProcess;
using testing::MakeRule;
using testing::Openat;
using testing::SetAddress;
using testing::WithResult;

class CompatibilityTest : public ::testing::Test {
 protected:
  CompatibilityTest() {
    const auto add = [&](uint64_t id, uint64_t parent, const char* comm, const char* env) {
      proto::Process p = MakeProcess(id, parent, comm);
      p.add_env(env);
      processes_.push_back(p);
    };
    add(3, 0, "sshd", "G=2");
    add(2, 3, "sh", "P=1");
    add(1, 2, "cat", "S=0");
  }

  bool Fires(const std::string& condition, const proto::SyscallEvent& event) {
    RuleSet set;
    set.rules = {MakeRule("r", condition)};
    auto engine = Engine::Create(set, {});
    EXPECT_TRUE(engine.ok()) << condition << ": " << engine.status();
    if (!engine.ok()) return false;
    for (const proto::Process& p : processes_) (*engine)->OnProcess(p);
    std::vector<proto::Alert> alerts;
    (*engine)->Evaluate(event, alerts);
    return !alerts.empty();
  }

  std::vector<proto::Process> processes_;
  const proto::SyscallEvent opened_ = WithResult(Openat("/etc/ssh/sshd_config", O_RDONLY), 3);
  const proto::SyscallEvent connected_ = WithResult(Connect("\x0a\x01\x02\x03", 443), 0);
};

TEST_F(CompatibilityTest, EveryNetworkOfAListIsLookedAt) {
  EXPECT_TRUE(Fires("fd.net in (10.0.0.0/8, 9.0.0.0/8)", connected_));
  EXPECT_TRUE(Fires("fd.net in (9.0.0.0/8, 10.0.0.0/8)", connected_));
  EXPECT_TRUE(Fires("fd.net in (9.0.0.0/8, 8.0.0.0/8, 10.1.0.0/16)", connected_));
  EXPECT_FALSE(Fires("fd.net in (9.0.0.0/8, 8.0.0.0/8)", connected_));
}

TEST_F(CompatibilityTest, FilesHaveNoAddresses) {
  for (const char* field : {"fd.ip", "fd.port", "fd.proto", "fd.net", "fd.cip", "fd.sip", "fd.lip",
                            "fd.rip", "fd.cip.name", "fd.sip.name", "fd.lip.name", "fd.rip.name"}) {
    EXPECT_FALSE(Fires(std::string(field) + " exists", opened_)) << field;
  }
  EXPECT_FALSE(Fires("fd.sip.name != example.com", opened_));
  EXPECT_TRUE(Fires("fd.ip exists and fd.port exists and fd.sip exists", connected_));
}

TEST_F(CompatibilityTest, MountsOfContainersAreFoundByGlobs) {
  const char* const not_applicable = "not container.mount.dest[/proc*] in ('<NA>', 'N/A')";
  EXPECT_FALSE(Fires("container.mounts exists", opened_)) << "on a host";
  EXPECT_TRUE(Fires(not_applicable, opened_));

  proto::Container& container = *processes_.back().mutable_container();
  container.set_id("3ad7b26ded6d");
  EXPECT_TRUE(Fires("container.mounts = ''", opened_));
  const auto add = [&](const char* source, const char* dest, const char* propagation) {
    proto::ContainerMount& mount = *container.add_mounts();
    mount.set_source(source);
    mount.set_dest(dest);
    mount.set_rdwr(*propagation == '\0');
    mount.set_propagation(propagation);
  };
  add("/srv/proc", "/data", "rslave");
  add("/proc", "/host/proc", "");
  add("/run/docker.sock", "/sock", "");
  EXPECT_TRUE(
      Fires("container.mounts = '/srv/proc:/data::false:rslave,/proc:/host/proc::true:,"
            "/run/docker.sock:/sock::true:'",
            opened_));
  EXPECT_TRUE(Fires("container.mount.dest[/proc*] = /host/proc", opened_)) << "the whole source";
  EXPECT_TRUE(Fires("container.mount.dest[/*proc] = /data", opened_)) << "the first";
  EXPECT_TRUE(Fires("container.mount.dest[/var/run/docker.sock] = /sock", opened_));
  EXPECT_TRUE(Fires("container.mount.dest[/run/docker.sock] = /sock", opened_));
  EXPECT_TRUE(Fires("container.mount.source[/da?a] = /srv/proc", opened_)) << "by destination";
  EXPECT_FALSE(Fires("container.mount.source[/proc] exists", opened_));
  EXPECT_TRUE(Fires("container.mount[0] = /srv/proc:/data::false:rslave", opened_));
  EXPECT_TRUE(Fires("container.mount.rdwr[1] = true and container.mount.mode[1] = ''", opened_));
  EXPECT_TRUE(Fires("container.mount.propagation[/srv/*] = rslave", opened_));

  EXPECT_FALSE(Fires("container.mount.dest[3] exists", opened_));
  EXPECT_FALSE(Fires("container.mount.dest[/] exists", opened_)) << "a part is not enough";
  EXPECT_FALSE(Fires("container.mount.dest[/etc] != x", opened_));
  EXPECT_TRUE(Fires("not container.mount.dest[/etc] in ('<NA>', 'N/A')", opened_));
}

TEST_F(CompatibilityTest, AgeOfAParentThatIsNotKnownHasNoValue) {
  EXPECT_FALSE(Fires("proc.ppid.duration exists", opened_));
  processes_[1].set_clone_time_ns(opened_.time_ns() - 5);
  EXPECT_TRUE(Fires("proc.ppid.duration = 5", opened_));
  processes_.erase(processes_.begin() + 1);
  EXPECT_FALSE(Fires("proc.ppid.duration exists", opened_));
}

TEST_F(CompatibilityTest, NumberedAncestorsAreThoseAncestors) {
  EXPECT_TRUE(Fires("proc.aenv[0] contains 'S=0'", opened_));
  EXPECT_TRUE(Fires("proc.aenv[1] contains 'P=1'", opened_));
  EXPECT_FALSE(Fires("proc.aenv[1] contains 'G=2'", opened_));
  EXPECT_TRUE(Fires("proc.aenv[2] contains 'G=2'", opened_));
  EXPECT_TRUE(Fires("proc.aenv contains 'G=2'", opened_));
  EXPECT_FALSE(Fires("proc.aenv contains 'S=0'", opened_)) << "self is no ancestor";
  EXPECT_TRUE(Fires("proc.aenv[P] = 1", opened_));
}

TEST_F(CompatibilityTest, DirectionOfDataIsAWord) {
  proto::SyscallEvent e = MakeEvent(proto::EVENT_READ);
  AddNumber(e, proto::PARAM_FD, 4);
  EXPECT_TRUE(Fires("evt.io_dir = read", WithResult(e, 1)));
  e.set_type(proto::EVENT_WRITE);
  EXPECT_TRUE(Fires("evt.io_dir = write", WithResult(e, 1)));
  EXPECT_FALSE(Fires("evt.io_dir exists", opened_));
}

TEST_F(CompatibilityTest, ExistsNeedsNoBlankBehindIt) {
  EXPECT_TRUE(Fires("proc.name existsand fd.name exists", opened_));
}

// The stock rules' way to find datagrams: true for the first one to a peer.
TEST_F(CompatibilityTest, DatagramsLeaveTheirSocketUnconnected) {
  const std::string arm = "fd.l4proto != tcp and fd.connected = false and fd.name_changed = true";
  proto::SyscallEvent e = MakeEvent(proto::EVENT_SENDTO);
  AddNumber(e, proto::PARAM_FD, 5);
  proto::Argument* tuple = e.add_args();
  tuple->set_param(proto::PARAM_TUPLE);
  SetAddress(*tuple->mutable_address(), AF_INET, "\x0a\x01\x02\x03", 53);
  proto::FileDescriptor& fd = *e.mutable_fd();
  fd.set_num(5);
  fd.set_type(proto::FileDescriptor::IPV4);
  fd.set_protocol(17);
  EXPECT_TRUE(Fires(arm, WithResult(e, 3)));
  EXPECT_FALSE(Fires(arm, WithResult(e, -EPERM))) << "nothing was sent";
  *fd.mutable_peer() = tuple->address();
  EXPECT_FALSE(Fires(arm, WithResult(e, 3))) << "the second one";
  fd.clear_peer();
  fd.set_role(proto::FileDescriptor::SERVER);
  SetAddress(*fd.mutable_local(), AF_INET, std::string(4, '\0'), 5353);
  EXPECT_TRUE(Fires(arm, WithResult(e, 3)));
}

TEST_F(CompatibilityTest, AFailedExecFiresOnlyRulesThatNameTheOutcome) {
  const proto::SyscallEvent failed = WithResult(MakeEvent(proto::EVENT_EXECVE), -ENOENT);
  EXPECT_FALSE(Fires("evt.type in (execve, execveat) and proc.name = cat", failed));
  EXPECT_TRUE(Fires("evt.type in (execve, execveat) and evt.res = ENOENT", failed));
}

TEST_F(CompatibilityTest, NoPatternOfAPathListIsSkipped) {
  EXPECT_TRUE(Fires("fd.name pmatch (/etc/a*, /etc/b*, /etc/ss*)", opened_));
  EXPECT_TRUE(Fires("fd.name pmatch (/etc/a*, /etc/s?h, /etc/b*)", opened_));
  EXPECT_TRUE(Fires("fd.name pmatch (/e*/x, /et*/y, /etc/z, /*/ssh)", opened_));
  EXPECT_FALSE(Fires("fd.name pmatch (/etc/a*, /etc/b*, /etc/c*)", opened_));
}

TEST_F(CompatibilityTest, CreatIsNoOpenForWriting) {
  proto::SyscallEvent e = Openat("/tmp/x", O_WRONLY | O_CREAT);
  EXPECT_TRUE(Fires("evt.is_open_write = true", WithResult(e, 3)));
  e.set_type(proto::EVENT_CREAT);
  EXPECT_FALSE(Fires("evt.is_open_write = true", WithResult(e, 3)));
  EXPECT_TRUE(Fires("evt.is_open_write = false", WithResult(e, 3))) << "a value, not null";
}

TEST_F(CompatibilityTest, DescriptorsAreThoseAfterTheCall) {
  EXPECT_TRUE(Fires("fd.connected = true and fd.name_changed = true", connected_));
  EXPECT_TRUE(Fires("fd.sip = 10.1.2.3", connected_));
  const proto::SyscallEvent refused = WithResult(Connect("\x0a\x01\x02\x03", 443), -ECONNREFUSED);
  EXPECT_FALSE(Fires("fd.sip exists or fd.sport exists", refused));
  EXPECT_TRUE(
      Fires("fd.sip = 10.1.2.3", WithResult(Connect("\x0a\x01\x02\x03", 443), -EINPROGRESS)));
}

}  // namespace
}  // namespace falco_run::engine
