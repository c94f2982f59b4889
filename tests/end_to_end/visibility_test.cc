// SPDX-License-Identifier: Apache-2.0
// What each backend sees where programs or surroundings make it hard, and which one is chosen.
// docs/visibility.md has the table.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

constexpr char kOpens[] = R"(
- rule: open
  desc: d
  condition: evt.type in (open, openat) and fd.name = /etc/passwd and evt.rawres >= -4095
  output: "%evt.type %evt.res"
  priority: WARNING
)";

int CountResult(const Wrapped& w, const std::string& type, const std::string& result) {
  int count = 0;
  for (const auto& alert : w.alerts) {
    const auto& fields = alert["output_fields"];
    count += fields["evt.type"] == type && fields["evt.res"] == result;
  }
  return count;
}

class VisibilityTest : public BackendTest {};

TEST_P(VisibilityTest, CallsThatAProgramsOwnFilterRefuses) {
  const std::vector<std::string> command = {Program("own_filter"), "/etc/passwd"};
  const Wrapped w = RunWrapped(GetParam(), command, kOpens);
  EXPECT_EQ(w.run.out, Execute(command).out);
  EXPECT_EQ(CountResult(w, "openat", "SUCCESS"), 1) << "before";
  EXPECT_EQ(CountResult(w, "open", "SUCCESS"), 1) << "after, and not refused";
  const bool notify = GetParam() == "notify";
  EXPECT_EQ(CountResult(w, "openat", "EACCES"), notify ? 0 : 1);
  EXPECT_EQ(w.summary["blind_spots"].empty(), !notify) << w.run.err;
}

TEST_P(VisibilityTest, AListenerOfAProgram) {
  const std::vector<std::string> command = {Program("own_listener"), "/etc/passwd"};
  const Wrapped w = RunWrapped(GetParam(), command, kOpens);
  if (GetParam() == "notify") {
    EXPECT_NE(w.run.out.find("listener = EBUSY"), std::string::npos) << w.run.out;
  } else {
    EXPECT_EQ(w.run.out, Execute(command).out);
  }
}

// A filter with a listener goes before ours, also in threads that had made no watched call.
TEST_P(VisibilityTest, AListenerForAllThreadsHidesNothing) {
  const std::vector<std::string> command = {Program("filter_all_threads"), "/etc/passwd"};
  if (Execute(command).exit_code != 0) GTEST_SKIP() << "no such listener can be had here";
  const Wrapped w = RunWrapped(GetParam(), command, kOpens);
  EXPECT_EQ(w.run.out, "opened = 1\n");
  EXPECT_EQ(w.run.exit_code, GetParam() == "notify" ? 77 : 0) << w.run.err;
  EXPECT_EQ(CountResult(w, "openat", "SUCCESS"), 1) << w.run.err;
}

INSTANTIATE_TEST_SUITE_P(Backends, VisibilityTest, kBackends, BackendName);

// falco-run with backend "auto" where `refused` is refused.
nlohmann::json SummaryWhere(const std::string& refused, std::string& alerts) {
  const std::string dir = TempDir();
  const std::string rules = WriteFile(dir + "/r.yaml", kOpens);
  const RunResult r = Execute({Program("refuse_seccomp"), refused, FalcoRun(), "--json", "-r",
                               rules, "--alerts=" + dir + "/alerts", "--", "cat", "/etc/passwd"});
  EXPECT_EQ(r.exit_code, 0) << r.err;
  alerts = ReadFile(dir + "/alerts");
  return nlohmann::json::parse(r.err, nullptr, false);
}

TEST(BackendChoiceTest, WhatWorksIsChosen) {
  std::string alerts;
  EXPECT_EQ(SummaryWhere("registers", alerts)["backend"], "notify");
  EXPECT_NE(alerts, "");
  for (const std::string refused : {"listener", "all"}) {
    const auto summary = SummaryWhere(refused, alerts);
    EXPECT_EQ(summary["backend"], "ptrace") << refused;
    EXPECT_NE(summary["fallback"], "") << refused;
    EXPECT_NE(alerts, "") << refused;
  }
}

// Before Linux 5.19 any signal cuts the wait for us short, and the call is made again.
TEST(NotifyTest, ACallThatSignalsInterruptIsShownOnce) {
  const std::string dir = TempDir();
  const std::string rules = WriteFile(
      dir + "/r.yaml",
      "- rule: marker\n  desc: d\n  condition: evt.type = openat and fd.name = /etc/hostname\n"
      "  output: opened\n  priority: WARNING\n");
  constexpr int kOpened = 2000;
  const RunResult r =
      Execute({Program("refuse_seccomp"), "killable", FalcoRun(), "--backend=notify", "-r", rules,
               "--alerts=" + dir + "/alerts", "--", Program("signal_storm"), "23",
               std::to_string(kOpened), "/etc/hostname"});
  EXPECT_EQ(r.exit_code, 0) << r.err;
  const std::string alerts = ReadFile(dir + "/alerts");
  const auto shown = std::count(alerts.begin(), alerts.end(), '\n');
  EXPECT_GE(shown, kOpened);
  // When the signal comes while we answer, the kernel takes the answer and drops it.
  constexpr int kDropped = kOpened / 50;
  EXPECT_LE(shown, kOpened + kDropped);
}

TEST(BackendChoiceTest, WhatWasAskedForIsNotReplaced) {
  const RunResult r = Execute({Program("refuse_seccomp"), "listener", FalcoRun(),
                               "--backend=notify", "--", "cat", "/etc/passwd"});
  EXPECT_EQ(r.exit_code, 1);
  EXPECT_EQ(r.out, "");
  EXPECT_NE(r.err.find("doctor"), std::string::npos) << r.err;
}

TEST(BackendChoiceTest, TheConfigurationChoosesToo) {
  const RunResult r =
      Execute({FalcoRun(), "--json", "-o", "backend=ptrace", "--alerts=/dev/null", "--", "true"});
  EXPECT_EQ(nlohmann::json::parse(r.err, nullptr, false)["backend"], "ptrace") << r.err;
}

TEST(BackendChoiceTest, DoctorSaysTheSame) {
  const struct {
    const char* refused;
    const char* backend;
  } cases[] = {
      {"registers", "notify"}, {"listener", "ptrace"}, {"all", "ptrace (each call stops: slow)"}};
  for (const auto& c : cases) {
    const RunResult r =
        Execute({Program("refuse_seccomp"), c.refused, FalcoRun(), "doctor", "--json"});
    EXPECT_EQ(r.exit_code, 0) << c.refused << r.err;
    const auto json = nlohmann::json::parse(r.out, nullptr, false);
    ASSERT_TRUE(json.is_object()) << r.out;
    EXPECT_EQ(json["backend"], c.backend) << c.refused;
    EXPECT_GT(json["milliseconds"], 0);
    for (const auto& probe : json["probes"]) {
      EXPECT_EQ(probe["remedy"].empty() || probe["remedy"] == "", probe["state"] == "ok") << probe;
    }
  }
}

// As in gVisor.
TEST(BackendChoiceTest, WithoutSyscallInfoRegistersAreRead) {
  const std::vector<std::vector<std::string>> commands = {
      {Program("open_path"), "/etc/passwd"},
      {Program("signal_storm"), "23", "200", "/etc/passwd"},
      {Program("exec_from_thread"), "/bin/true"},
      {Program("open_concurrently"), "10", "20", "/etc/passwd"},
  };
  for (const auto& command : commands) {
    const std::string dir = TempDir();
    std::vector<std::string> argv = {Program("refuse_seccomp"),
                                     "registers",
                                     FalcoRun(),
                                     "--backend=ptrace",
                                     "--json",
                                     "-r",
                                     WriteFile(dir + "/r.yaml", kOpens),
                                     "--alerts=" + dir + "/alerts",
                                     "--"};
    argv.insert(argv.end(), command.begin(), command.end());
    const RunResult r = Execute(argv);
    EXPECT_EQ(r.exit_code, Execute(command).exit_code) << command[0] << r.err;
    const auto summary = nlohmann::json::parse(r.err, nullptr, false);
    const Wrapped reference = RunWrapped("notify", command, kOpens);
    EXPECT_EQ(summary["alerts"], reference.summary["alerts"]) << command[0];
  }
}

}  // namespace
}  // namespace falco_run::tests
