// SPDX-License-Identifier: Apache-2.0
// What rules know of a process follows what it does.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>
#include <string>

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

class StateTest : public BackendTest {};

TEST_P(StateTest, IsThatAfterTheLastCall) {
  const std::string dir = TempDir();
  const std::string rules =
      "- rule: state\n  desc: d\n  priority: INFO\n"
      "  condition: evt.type = unlink and evt.arg.path startswith " +
      dir +
      "/after-\n"
      "  output: \"%evt.arg.path %proc.is_sid_leader %proc.sid %proc.pid %proc.stdin.name "
      "%proc.nthreads %thread.cap_effective %proc.fdopencount %proc.vmsize\"\n"
      // The rule that makes dup2 watched.
      "- rule: dup\n  desc: d\n  priority: INFO\n"
      "  condition: evt.type in (dup2, dup3) and evt.arg.newfd = 0\n  output: dup\n";
  // The descendant outlives the program.
  const Wrapped w = RunWrapped(
      GetParam(), {"sh", "-c", Program("change_state") + " " + dir + "; sleep 1"}, rules);
  std::map<std::string, nlohmann::json> after;
  for (const auto& alert : w.alerts) {
    const auto& f = alert["output_fields"];
    if (alert["rule"] != "state") continue;
    const std::string path = f["evt.arg.path"];
    after[path.substr(dir.size() + sizeof("/after-") - 1)] = f;
  }
  ASSERT_EQ(after.size(), 4u) << w.run.err;
  EXPECT_EQ(after["setsid"]["proc.is_sid_leader"], true);
  EXPECT_EQ(after["setsid"]["proc.sid"], after["setsid"]["proc.pid"]);
  EXPECT_EQ(after["dup2"]["proc.stdin.name"], "/dev/null");
  EXPECT_EQ(after["setsid"]["proc.nthreads"], 1);
  EXPECT_EQ(after["threads"]["proc.nthreads"], 2);
  EXPECT_GT(after["threads"]["proc.vmsize"].get<uint64_t>(),
            after["setsid"]["proc.vmsize"].get<uint64_t>());
  EXPECT_EQ(after["dup2"]["proc.fdopencount"].get<int>(),
            after["setsid"]["proc.fdopencount"].get<int>() + 1);
  if (geteuid() == 0) {
    EXPECT_NE(after["threads"]["thread.cap_effective"], "");
  }
  EXPECT_EQ(after["capset"]["thread.cap_effective"], "");
}

// It is looked at only because a rule asks, and changes at once.
TEST_P(StateTest, AnExecIsShownWithWhatTheProgramHasThen) {
  const std::string dir = TempDir();
  const Wrapped w = RunWrapped(
      GetParam(),
      {"sh", "-c",
       "cd " + dir + "; echo | sh -c 'exec 0</dev/null; cd /; exec sh -c :'; (exit 0) | sh -c :"},
      "- rule: piped\n  desc: d\n  priority: INFO\n"
      "  condition: evt.type in (execve, execveat) and proc.name = sh and proc.stdin.type = pipe "
      "and proc.cwd = " +
          dir +
          "/\n  output: \"%proc.cmdline|%proc.stdin.type %proc.cwd %thread.cap_permitted "
          "%evt.arg.cwd\"\n");
  ASSERT_EQ(Count(w, "piped"), 2) << w.run.err;
  for (const auto& alert : w.alerts) {
    const auto& f = alert["output_fields"];
    EXPECT_EQ(f["proc.stdin.type"], "pipe");
    EXPECT_EQ(f["proc.cwd"], dir + "/");
    EXPECT_EQ(f["evt.arg.cwd"], dir + "/");
    if (geteuid() == 0) {
      EXPECT_NE(f["thread.cap_permitted"], "");
    }
  }
}

TEST_P(StateTest, UsersHaveTheNamesOfTheProcessesOwnRoot) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  const std::string dir = TempDir();
  chmod(dir.c_str(), 0755);
  mkdir((dir + "/etc").c_str(), 0755);
  WriteFile(dir + "/etc/passwd", "alice:x:4711:4711::/home/alice:/bin/sh\n");
  WriteFile(dir + "/etc/group", "wonder:x:4711:\n");
  ASSERT_EQ(Execute({"cp", Program("open_path_static"), dir + "/open_path"}).exit_code, 0);
  const Wrapped w = RunWrapped(
      GetParam(), {"/usr/sbin/chroot", "--userspec=4711:4711", dir, "/open_path", "/etc/passwd"},
      "- rule: named\n  desc: d\n  priority: INFO\n"
      "  condition: evt.type in (open, openat) and fd.name endswith /etc/passwd and user.uid = "
      "4711\n"
      "  output: \"%user.name %user.homedir %group.name\"\n");
  ASSERT_EQ(Count(w, "named"), 1) << w.run.err;
  EXPECT_EQ(w.alerts[0]["output_fields"]["user.name"], "alice");
  EXPECT_EQ(w.alerts[0]["output_fields"]["user.homedir"], "/home/alice");
  EXPECT_EQ(w.alerts[0]["output_fields"]["group.name"], "wonder");
}

INSTANTIATE_TEST_SUITE_P(Backends, StateTest, kAllBackends, BackendName);

}  // namespace
}  // namespace falco_run::tests
