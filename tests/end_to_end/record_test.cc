// SPDX-License-Identifier: Apache-2.0
// Recording a run and evaluating it again.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Everything that a replay could get wrong: outcomes of opens and execs, lineage, times, ids,
// sequence numbers, the host's and the container's name.
constexpr char kRules[] = R"(
- rule: opened
  desc: d
  condition: evt.type in (open, openat, openat2, creat) and fd.num >= 0 and fd.name startswith /etc/
  output: "%evt.num %evt.time %evt.deltatime %evt.reltime %fd.name %fd.num %proc.name %proc.pid %proc.ppid"
  priority: WARNING
- rule: not opened
  desc: d
  condition: evt.type in (open, openat, openat2, creat) and evt.failed = true
  output: "%evt.num %evt.res %evt.rawres %fd.name %proc.cmdline %proc.aname[2] %proc.cwd"
  priority: NOTICE
- rule: started
  desc: d
  condition: evt.type in (execve, execveat) and proc.name exists
  output: "%evt.num %proc.name %proc.exepath %proc.cmdline %proc.pname %proc.duration %user.name %proc.env"
  priority: INFO
- rule: not started
  desc: d
  condition: evt.type in (execve, execveat) and evt.failed = true
  output: "%evt.num %evt.res %evt.args %evt.hostname %container.id %container.name"
  priority: ERROR
- rule: changed
  desc: d
  condition: evt.type in (setuid, setgid, setresuid, mkdir, unlink, unlinkat, rename, chmod, connect, dup2, dup3)
  output: "%evt.num %evt.type %evt.args %evt.res %fd.name %fd.sip %fd.sport %user.uid %thread.tid"
  priority: INFO
  tags: [x, y]
)";

class RecordTest : public testing::Test {
 protected:
  const std::string dir_ = TempDir();
  const std::string recording_ = dir_ + "/run.rec";
  const std::string rules_ = WriteFile(dir_ + "/rules.yaml", kRules);

  // falco-run with alerts in the file `alerts`; returns what it wrote there.
  std::string Alerts(const std::string& alerts, std::vector<std::string> words) {
    std::vector<std::string> argv = {FalcoRun()};
    argv.insert(argv.end(), words.begin(), words.end());
    const auto end = std::find(argv.begin(), argv.end(), "--");
    argv.insert(end, "--alerts=" + dir_ + "/" + alerts);
    run_ = Execute(argv);
    return ReadFile(dir_ + "/" + alerts);
  }
  RunResult run_;
};

TEST_F(RecordTest, AReplayGivesTheSameAlertsByteForByte) {
  const std::vector<std::vector<std::string>> commands = {
      {"sh", "-c",
       "cat /etc/hostname /no/such/file; nosuchprogram; cd /etc; cat passwd | wc -l; "
       "mkdir " +
           dir_ + "/d; (sleep 0.01; cat /etc/group) & wait; exec true"},
      {Program("exec_failing"), dir_},
      {Program("open_variants"), dir_, "file"},
      {Program("open_concurrently"), "4", "20", "/etc/hostname"},
      {Program("signal_storm"), "23", "200", "/etc/hostname"},
      {Program("change_ids"), "65534", "/etc/hostname"},
      {Program("connect_to"), "127.0.0.1", "9"},
      {Program("exec_from_thread"), "/bin/true", "marker"},
      {Program("spawn_program"), "vfork", "/bin/true", "marker"},
  };
  const std::vector<std::vector<std::string>> settings = {
      {},
      {"--json"},
      {"-o", "rule_matching=all", "-o", "container.id=0123456789ab", "-o", "container.name=box",
       "-o", "time_format_iso_8601=true"},
  };
  for (const auto& setting : settings) {
    for (const auto& command : commands) {
      std::vector<std::string> live = {"-r", rules_, "--record=" + recording_};
      live.insert(live.end(), setting.begin(), setting.end());
      live.emplace_back("--");
      live.insert(live.end(), command.begin(), command.end());
      std::vector<std::string> replay = {"replay", "-r", rules_};
      replay.insert(replay.end(), setting.begin(), setting.end());
      replay.push_back(recording_);

      const std::string expected = Alerts("live", live);
      EXPECT_FALSE(expected.empty()) << command[0];
      EXPECT_FALSE(Has(run_.err, "could not be recorded")) << run_.err;
      EXPECT_EQ(Alerts("replayed", replay), expected) << command[0] << run_.err;
      EXPECT_EQ(run_.exit_code, 0) << run_.err;
      EXPECT_FALSE(Has(run_.err, "not recorded")) << run_.err;
      std::filesystem::remove(dir_ + "/live");
      std::filesystem::remove(dir_ + "/replayed");
    }
  }
}

TEST_F(RecordTest, TheShippedRulesOnALaterMachine) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to read /etc/shadow";
  const std::string expected = Alerts(
      "live", {"--record=" + recording_, "--", "sh", "-c", "cat /etc/shadow >/dev/null; exit 7"});
  EXPECT_EQ(run_.exit_code, 7) << "the program's own";
  EXPECT_TRUE(Has(run_.err, "recorded ")) << run_.err;
  ASSERT_TRUE(Has(expected, "/etc/shadow"));
  setenv("FALCO_HOSTNAME", "another-host", 1);
  EXPECT_EQ(Alerts("replayed", {"replay", recording_}), expected);
  unsetenv("FALCO_HOSTNAME");
  EXPECT_TRUE(Has(run_.err, "1 alert (1 Warning); 0 lost")) << run_.err;
}

TEST_F(RecordTest, OtherRulesAreToldWhatTheyMiss) {
  const std::string few = WriteFile(dir_ + "/few.yaml", R"(
- rule: never
  desc: d
  condition: evt.type in (open, openat) and fd.name = /no/such and proc.name = nobody
  output: o
  priority: INFO
)");
  const std::string others = WriteFile(dir_ + "/others.yaml", R"(
- rule: opened
  desc: d
  condition: evt.type in (open, openat) and fd.name = /etc/hostname and fd.num >= 0
  output: "%fd.name %evt.res"
  priority: INFO
- rule: made
  desc: d
  condition: evt.type = mkdir
  output: "%evt.args in %proc.cwd"
  priority: INFO
)");
  Alerts("live",
         {"-r", few, "--record=" + recording_, "--", Program("open_path"), "/etc/hostname"});
  EXPECT_EQ(ReadFile(dir_ + "/live"), "");
  const std::string alerts = Alerts("replayed", {"replay", recording_, "-r", others});
  EXPECT_EQ(run_.exit_code, 0);
  EXPECT_TRUE(Has(alerts, "Informational /etc/hostname SUCCESS")) << alerts;
  EXPECT_TRUE(Has(run_.err, "outcome not recorded: 1 event ")) << run_.err;
  EXPECT_TRUE(Has(run_.err, "not recorded: mkdir, process: cwd")) << run_.err;
  Alerts("replayed", {"replay", recording_, "-r", others, "--json"});
  const auto summary = nlohmann::json::parse(run_.err, nullptr, false);
  ASSERT_TRUE(summary.is_object()) << run_.err;
  EXPECT_EQ(summary["outcomes_not_recorded"], 1);
  EXPECT_EQ(summary["not_recorded"], (nlohmann::json{"mkdir", "process: cwd"}));
}

TEST_F(RecordTest, WhatWasRecordedBeforeAKillIsThere) {
  const pid_t child = fork();
  if (child == 0) {
    setpgid(0, 0);
    const std::string record = "--record=" + recording_;
    execl(FalcoRun().c_str(), "falco-run", "-q", "-r", rules_.c_str(), record.c_str(), "--", "sh",
          "-c", "cat /etc/hostname >/dev/null; exec sleep 60", nullptr);
    _exit(127);
  }
  // The sleep follows all the rest, so what comes after a flush is only its own start.
  ASSERT_TRUE(WaitFor([&] {
    return Has(Execute({FalcoRun(), "replay", recording_, "-r", rules_}).err, "sleep 60");
  }));
  kill(-child, SIGKILL);  // else a next engine would go on
  waitpid(child, nullptr, 0);
  const std::string alerts = Alerts("replayed", {"replay", recording_, "-r", rules_});
  EXPECT_EQ(run_.exit_code, 3);
  EXPECT_TRUE(Has(alerts, "/etc/hostname")) << alerts;
  EXPECT_TRUE(Has(run_.err, recording_ + ": byte ")) << run_.err;
  EXPECT_TRUE(Has(run_.err, "cut short: it has no end mark")) << run_.err;
}

TEST_F(RecordTest, DamagedRecordings) {
  Alerts("live", {"-r", rules_, "--record=" + recording_, "--", "cat", "/etc/hostname"});
  const std::string whole = ReadFile(recording_);
  WriteFile(recording_, whole.substr(0, whole.size() - 5));
  Alerts("cut", {"replay", recording_, "-r", rules_});
  EXPECT_EQ(run_.exit_code, 3);
  EXPECT_TRUE(Has(run_.err, recording_ + ": byte " + std::to_string(whole.size() - 5))) << run_.err;

  WriteFile(recording_, "no such thing");
  EXPECT_EQ(Execute({FalcoRun(), "replay", recording_}).exit_code, 1);
  EXPECT_TRUE(Has(Execute({FalcoRun(), "replay", recording_}).err, "not a recording of falco-run"));
  const RunResult missing = Execute({FalcoRun(), "replay", "/no/such/file"});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_TRUE(Has(missing.err, "/no/such/file: No such file")) << missing.err;
}

TEST_F(RecordTest, AFullDiskDoesNotDisturbTheProgram) {
  const RunResult r =
      Execute({FalcoRun(), "-r", rules_, "--record=/dev/full", "--alerts=" + dir_ + "/alerts", "--",
               "sh", "-c", "cat /etc/hostname; exit 5"});
  EXPECT_EQ(r.exit_code, 5);
  EXPECT_EQ(r.out, ReadFile("/etc/hostname"));
  EXPECT_TRUE(Has(r.err, "the recording ends here: /dev/full: No space left")) << r.err;
  EXPECT_TRUE(Has(r.err, "could not be recorded: /dev/full: No space left")) << r.err;
  EXPECT_TRUE(Has(ReadFile(dir_ + "/alerts"), "/etc/hostname"));
}

TEST_F(RecordTest, CommandLine) {
  RunResult r = Execute({FalcoRun(), "--record=-", "--", "true"});
  EXPECT_EQ(r.exit_code, 2);
  EXPECT_TRUE(Has(r.err, "fd:N")) << r.err;
  r = Execute({FalcoRun(), "--record=/no/such/dir/file", "--", "touch", dir_ + "/ran"});
  EXPECT_EQ(r.exit_code, 1);
  EXPECT_TRUE(Has(r.err, "--record=/no/such/dir/file: ")) << r.err;
  EXPECT_NE(access((dir_ + "/ran").c_str(), F_OK), 0);
  r = Execute({FalcoRun(), "replay"});
  EXPECT_EQ(r.exit_code, 2);
  EXPECT_TRUE(Has(r.err, "FILE")) << r.err;
  r = Execute({FalcoRun(), "replay", "--help"});
  EXPECT_EQ(r.exit_code, 0);
  EXPECT_TRUE(Has(r.out, "--rules")) << r.out;
  EXPECT_TRUE(Has(r.out, "byte for byte")) << r.out;
  // An inherited descriptor.
  r = Execute({"sh", "-c",
               FalcoRun() + " -q --record=fd:5 -- true 5>" + recording_ + " && " + FalcoRun() +
                   " replay " + recording_});
  EXPECT_EQ(r.exit_code, 0) << r.err;
  EXPECT_TRUE(Has(r.err, "recorded, ")) << r.err;
}

}  // namespace
}  // namespace falco_run::tests
