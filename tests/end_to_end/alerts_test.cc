// SPDX-License-Identifier: Apache-2.0
// What is reported, and what is not.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

class AlertsTest : public BackendTest {
 protected:
  Wrapped Watch(const std::vector<std::string>& command, const std::string& rules = "",
                const std::vector<std::string>& options = {}) {
    return RunWrapped(GetParam(), command, rules, options);
  }
};

constexpr char kShadowRule[] = R"(
- rule: shadow
  desc: d
  condition: evt.type in (open, openat, openat2) and fd.name = /etc/shadow and fd.num >= 0
  output: "%evt.type %fd.name proc=%proc.name parent=%proc.pname user=%user.name res=%evt.res"
  priority: WARNING
  tags: [b, a]
)";

TEST_P(AlertsTest, JsonHasFalcosKeys) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to read /etc/shadow";
  const Wrapped w = Watch({"sh", "-c", "cat /etc/shadow >/dev/null; exit 7"}, kShadowRule);
  EXPECT_EQ(w.run.exit_code, 7);
  ASSERT_EQ(w.alerts.size(), 1u);
  const auto& alert = w.alerts[0];
  std::vector<std::string> keys;
  for (const auto& [key, value] : alert.items()) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"hostname", "output", "output_fields", "priority",
                                            "rule", "source", "tags", "time"}));
  EXPECT_EQ(alert["priority"], "Warning");
  EXPECT_EQ(alert["source"], "syscall");
  EXPECT_EQ(alert["tags"], (nlohmann::json{"a", "b"}));
  const auto& fields = alert["output_fields"];
  EXPECT_EQ(fields["evt.type"], "openat");
  EXPECT_EQ(fields["fd.name"], "/etc/shadow");
  EXPECT_EQ(fields["proc.name"], "cat");
  EXPECT_EQ(fields["proc.pname"], "sh");
  EXPECT_EQ(fields["user.name"], "root");
  EXPECT_EQ(fields["evt.res"], "SUCCESS");
  const std::string output = alert["output"];
  EXPECT_NE(output.find(": Warning openat /etc/shadow proc=cat parent=sh user=root res=SUCCESS"),
            std::string::npos)
      << output;
}

TEST_P(AlertsTest, TheFirstCallOfAProcessWhoseLeaderHasEnded) {
  constexpr char kRules[] = R"(
- rule: opened
  desc: d
  condition: evt.type in (open, openat) and fd.name = /etc/hostname and fd.num >= 0
  output: "%fd.name"
  priority: WARNING
)";
  const Wrapped w = Watch({Program("leader_exits"), "/etc/hostname"}, kRules);
  EXPECT_EQ(w.run.exit_code, 0);
  EXPECT_EQ(w.alerts.size(), 1u) << w.run.err;
}

TEST_P(AlertsTest, ShippedRulesReportShadow) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to read /etc/shadow";
  const Wrapped w = Watch({"sh", "-c", "cat /etc/shadow >/dev/null; exit 7"});
  EXPECT_EQ(w.run.exit_code, 7);
  ASSERT_EQ(w.alerts.size(), 1u);
  EXPECT_EQ(w.summary["alerts"], 1);
}

TEST_P(AlertsTest, AFailedOpenDoesNotFireARuleThatAsksForASuccessfulOne) {
  constexpr char kRules[] = R"(
- rule: opened
  desc: d
  condition: evt.type in (open, openat, openat2, creat) and fd.name startswith /no/such and fd.num >= 0
  output: "%fd.name"
  priority: WARNING
- rule: failed
  desc: d
  condition: evt.type in (open, openat, openat2, creat) and fd.name startswith /no/such and evt.res = ENOENT
  output: "%fd.name %evt.res"
  priority: WARNING
)";
  const Wrapped w = Watch({Program("open_path"), "/no/such/file"}, kRules);
  EXPECT_EQ(Count(w, "opened"), 0);
  ASSERT_EQ(Count(w, "failed"), 1);
  EXPECT_EQ(w.alerts[0]["output_fields"]["evt.res"], "ENOENT");
}

TEST_P(AlertsTest, AnOpenThatIsRefusedDoesNotFireEither) {
  const std::string dir = TempDir();
  const std::string file = WriteFile(dir + "/secret", "x");
  ASSERT_EQ(chmod(file.c_str(), 0), 0);
  ASSERT_EQ(chmod(dir.c_str(), 0755), 0);
  const std::string rules = R"(
- rule: opened
  desc: d
  condition: evt.type in (open, openat) and fd.name endswith /secret and fd.num >= 0
  output: "%fd.name"
  priority: WARNING
- rule: refused
  desc: d
  condition: evt.type in (open, openat) and fd.name endswith /secret and evt.res = EACCES
  output: "%fd.name"
  priority: WARNING
)";
  std::vector<std::string> command = {Program("open_path"), file};
  if (geteuid() == 0) {
    command = {
        "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "cat",
        file};
  }
  const Wrapped w = Watch(command, rules);
  EXPECT_EQ(Count(w, "opened"), 0);
  EXPECT_EQ(Count(w, "refused"), 1) << w.run.err;
}

TEST_P(AlertsTest, AFailedExecIsNoStartedProcess) {
  constexpr char kRules[] = R"(
- rule: started
  desc: d
  condition: evt.type in (execve, execveat) and proc.name exists
  output: "%proc.name %proc.exepath"
  priority: WARNING
)";
  const Wrapped w = Watch({Program("exec_failing"), TempDir()}, kRules);
  EXPECT_EQ(Count(w, "started"), 1) << "only the program itself was started";
}

TEST_P(AlertsTest, ARuleMayAskForFailedExecveatOnly) {
  constexpr char kRules[] = R"(
- rule: failed
  desc: d
  condition: evt.type = execveat and evt.failed = true
  output: "%evt.type %evt.res"
  priority: WARNING
)";
  const Wrapped w = Watch({Program("exec_program"), "execveat", "/no/such/file"}, kRules);
  ASSERT_EQ(w.alerts.size(), 1u) << w.run.err;
  EXPECT_EQ(w.alerts[0]["output_fields"]["evt.res"], "ENOENT");
  // One that works is an execve event.
  EXPECT_EQ(Watch({Program("exec_program"), "execveat", "/bin/true"}, kRules).alerts.size(), 0u);
}

TEST_P(AlertsTest, ARuleMayAskForFailedExecs) {
  constexpr char kRules[] = R"(
- rule: failed
  desc: d
  condition: evt.type in (execve, execveat) and evt.failed = true
  output: "%evt.res by %proc.name"
  priority: WARNING
)";
  const Wrapped w = Watch({Program("exec_failing"), TempDir()}, kRules);
  EXPECT_EQ(Count(w, "failed"), 9);
  ASSERT_FALSE(w.alerts.empty());
  EXPECT_EQ(w.alerts[0]["output_fields"]["evt.res"], "ENOENT");
  EXPECT_EQ(w.alerts[0]["output_fields"]["proc.name"], "exec_failing");
}

TEST_P(AlertsTest, ExecIsSeenOnceWithItsNewImage) {
  constexpr char kRules[] = R"(
- rule: started
  desc: d
  condition: evt.type in (execve, execveat)
  output: "%proc.name %proc.exepath %proc.cmdline %proc.pname"
  priority: WARNING
)";
  const Wrapped w = Watch({"sh", "-c", "/bin/echo hi; true"}, kRules);
  ASSERT_EQ(w.alerts.size(), 2u);
  EXPECT_EQ(w.alerts[0]["output_fields"]["proc.name"], "sh");
  EXPECT_EQ(w.alerts[0]["output_fields"]["proc.pname"], "falco-run");
  EXPECT_EQ(w.alerts[1]["output_fields"]["proc.name"], "echo");
  EXPECT_EQ(w.alerts[1]["output_fields"]["proc.cmdline"], "echo hi");
  EXPECT_EQ(w.alerts[1]["output_fields"]["proc.pname"], "sh");
}

TEST_P(AlertsTest, EveryWayToStartAProgramIsSeen) {
  constexpr char kRules[] = R"(
- rule: started true
  desc: d
  condition: evt.type in (execve, execveat) and proc.cmdline endswith marker
  output: "%proc.name %proc.exepath"
  priority: WARNING
)";
  for (const char* how : {"execve", "execvp", "execveat", "execveat_dirfd", "fexecve", "memfd"}) {
    const Wrapped w = Watch({Program("exec_program"), how, "/bin/true", "marker"}, kRules);
    // The program itself has the marker at its end, too.
    EXPECT_EQ(w.alerts.size(), 2u) << how << w.run.err;
  }
  for (const char* how : {"fork", "vfork", "posix_spawn", "clone3"}) {
    const Wrapped w = Watch({Program("spawn_program"), how, "/bin/true", "marker"}, kRules);
    EXPECT_EQ(w.alerts.size(), 2u) << how << w.run.err;
  }
  const Wrapped w = Watch({Program("exec_from_thread"), "/bin/true", "marker"}, kRules);
  EXPECT_EQ(w.alerts.size(), 2u) << w.run.err;
}

TEST_P(AlertsTest, NoOpenIsLostOrDoubled) {
  constexpr char kRules[] = R"(
- rule: marker
  desc: d
  condition: evt.type in (open, openat) and fd.name = /etc/hostname and fd.num >= 0
  output: "%fd.name %fd.num"
  priority: WARNING
)";
  EXPECT_EQ(Count(Watch({Program("fork_children"), "100", "/etc/hostname"}, kRules), "marker"),
            100);
  EXPECT_EQ(
      Count(Watch({Program("open_concurrently"), "20", "50", "/etc/hostname"}, kRules), "marker"),
      1000);
  EXPECT_EQ(Count(Watch({Program("open_path_static"), "/etc/hostname"}, kRules), "marker"), 1);
}

TEST_P(AlertsTest, NoOpenIsLostOrDoubledInAStormOfSignals) {
  constexpr char kRules[] = R"(
- rule: marker
  desc: d
  condition: evt.type in (open, openat) and fd.name = /etc/hostname and fd.num >= 0
  output: "%fd.name %fd.num"
  priority: WARNING
)";
  if (GetParam() == "ptrace_plain") {
    GTEST_SKIP() << "a timer of 50 us leaves it no time, as under strace";
  }
  EXPECT_EQ(
      Count(Watch({Program("signal_storm"), "23", "2000", "/etc/hostname"}, kRules), "marker"),
      2000);
}

TEST_P(AlertsTest, LineageSurvivesTheParent) {
  constexpr char kRules[] = R"(
- rule: daemon
  desc: d
  condition: evt.type in (open, openat) and fd.name = /etc/hostname and proc.aname = sh
  output: "%proc.name %proc.pname %proc.aname[2]"
  priority: WARNING
)";
  const Wrapped w =
      Watch({"sh", "-c", Program("daemonize") + " /etc/hostname 300; sleep 1"}, kRules);
  ASSERT_EQ(Count(w, "daemon"), 1) << w.run.err;
}

TEST_P(AlertsTest, ThirtyTwoBitCallsAreSeen) {
  constexpr char kRules[] = R"(
- rule: marker
  desc: d
  condition: evt.type in (open, openat) and fd.name = /etc/hostname
  output: "%evt.type %fd.name"
  priority: WARNING
)";
  const std::vector<std::string> command = {Program("int80_open"), "/etc/hostname"};
  const RunResult bare = Execute(command);
  if (bare.exit_code != 0) GTEST_SKIP() << "this kernel has no 32-bit entry";
  const Wrapped w = Watch(command, kRules);
  EXPECT_EQ(w.run.exit_code, 0) << w.run.err;
  EXPECT_EQ(w.run.out, bare.out);
  EXPECT_EQ(Count(w, "marker"), 2);
}

TEST_P(AlertsTest, ConnectionsNameTheirPeer) {
  constexpr char kRules[] = R"(
- rule: connection
  desc: d
  condition: evt.type = connect and fd.sip = 127.0.0.1
  output: "%fd.sip %fd.sport %fd.l4proto %proc.name"
  priority: WARNING
)";
  const Wrapped w = Watch({Program("connect_to"), "127.0.0.1", "9"}, kRules);
  ASSERT_EQ(Count(w, "connection"), 1) << w.run.err;
  EXPECT_EQ(w.alerts[0]["output_fields"]["fd.sport"], 9);
}

INSTANTIATE_TEST_SUITE_P(Backends, AlertsTest, kAllBackends, BackendName);

}  // namespace
}  // namespace falco_run::tests
