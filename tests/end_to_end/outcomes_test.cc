// SPDX-License-Identifier: Apache-2.0
// What calls returned, also of calls that wait: exactly, once, and without the program noticing.
#include <gtest/gtest.h>

#include <cstdio>
#include <iostream>
#include <string>
#include <tuple>
#include <vector>

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

constexpr char kOutcomes[] = R"(
- rule: outcome
  desc: d
  condition: >
    proc.name = wait_in_call and evt.rawres >= -4095 and
    (evt.type in (accept, accept4, recvfrom, recvmsg, connect)
     or evt.type = read and fd.type = unix
     or evt.type = openat and fd.name startswith /tmp/wait_in_call)
  output: "%evt.type %evt.res %evt.rawres"
  priority: WARNING
)";

using Case = std::tuple<std::string, std::string, std::string>;

class WaitingCallTest : public testing::TestWithParam<Case> {};

TEST_P(WaitingCallTest, RunsAsWithoutUsAndItsOutcomeIsKnown) {
  const auto& [call, event, backend] = GetParam();
  std::vector<std::string> command = {Program("wait_in_call"), call};
  if (!event.empty()) command.push_back(event);
  const RunResult bare = Execute(command);
  const Wrapped w = RunWrapped(backend, command, kOutcomes);
  EXPECT_EQ(w.run.out, bare.out);
  EXPECT_EQ(w.run.exit_code, 0);
  const bool cut_short = event == "interrupt";
  ASSERT_EQ(bare.out.find("EINTR") != std::string::npos, cut_short) << bare.out;

  const std::string type = call == "recv" ? "recvfrom" : call == "open" ? "openat" : call;
  std::vector<std::string> results;
  for (const auto& alert : w.alerts) {
    if (alert["output_fields"]["evt.type"] == type) {
      results.push_back(alert["output_fields"]["evt.res"]);
    }
  }
  // An open and a connect are also made by the child, or before.
  std::vector<std::string> expected = {cut_short ? "EINTR" : "SUCCESS"};
  if (call == "connect") expected.insert(expected.begin(), "SUCCESS");
  if (call == "open" && !cut_short) expected.push_back("SUCCESS");
  EXPECT_EQ(results, expected) << w.run.err;
  EXPECT_EQ(w.summary["outcomes_predicted"], 0);
  if (backend == "notify") {
    EXPECT_GT(w.summary["outcomes_followed"], 0);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Calls, WaitingCallTest,
    testing::Combine(testing::Values("accept", "accept4", "connect", "recv", "recvfrom", "recvmsg",
                                     "read", "open"),
                     testing::Values("", "restart", "interrupt", "ignored", "stop"), kAllBackends),
    [](const auto& info) {
      const std::string& event = std::get<1>(info.param);
      return std::get<0>(info.param) + (event.empty() ? "" : "_" + event) + "_" +
             std::get<2>(info.param);
    });

constexpr char kAllKinds[] = R"(
- rule: outcome
  desc: d
  condition: evt.type in (clone, clone3, fork, vfork, execve, openat, kill) and evt.rawres >= -4095
  output: "%evt.type %evt.rawres %evt.arg.flags %proc.name"
  priority: DEBUG
)";

class OutcomesTest : public BackendTest {};

TEST_P(OutcomesTest, ProcessesAreMadeAsEver) {
  for (const char* how : {"fork", "vfork", "posix_spawn", "clone3"}) {
    const std::vector<std::string> command = {Program("spawn_program"), how, "/bin/true"};
    const Wrapped w = RunWrapped(GetParam(), command, kAllKinds);
    EXPECT_EQ(w.run.exit_code, Execute(command).exit_code) << how;
    int made = 0;
    for (const auto& alert : w.alerts) {
      const std::string type = alert["output_fields"]["evt.type"];
      const bool makes = type == "clone" || type == "clone3" || type == "vfork" || type == "fork";
      if (makes && alert["output_fields"]["evt.rawres"] > 0) ++made;
    }
    EXPECT_EQ(made, 1) << how << w.run.err;
  }
}

TEST_P(OutcomesTest, ThreadsAndProcessesInNumbers) {
  const Wrapped w = RunWrapped(
      GetParam(), {Program("open_concurrently"), "20", "20", "/etc/hostname"}, kAllKinds);
  EXPECT_EQ(w.run.exit_code, 0);
  int clones = 0;
  for (const auto& alert : w.alerts) {
    const std::string type = alert["output_fields"]["evt.type"];
    clones += type == "clone" || type == "clone3";
  }
  EXPECT_EQ(clones, 20);
  const std::string script =
      "i=0; while [ $i -lt 100 ]; do (exit 3); r=$?; i=$((i+1)); done; echo $i $r";
  const Wrapped many = RunWrapped(GetParam(), {"sh", "-c", script}, kAllKinds);
  EXPECT_EQ(many.run.out, "100 3\n");
  int forks = 0;
  for (const auto& alert : many.alerts) {
    const std::string type = alert["output_fields"]["evt.type"];
    forks += type == "clone" || type == "fork" || type == "vfork" || type == "clone3";
  }
  EXPECT_EQ(forks, 100);
}

constexpr char kOpens[] = R"(
- rule: open
  desc: d
  condition: evt.type = openat and fd.name = /no/such/file and evt.rawres < 0
  output: "%evt.res"
  priority: WARNING
)";

TEST_P(OutcomesTest, NeededAlwaysNever) {
  const std::vector<std::string> command = {Program("open_path"), "/no/such/file"};
  const Wrapped needed = RunWrapped(GetParam(), command, kOpens);
  EXPECT_EQ(Count(needed, "open"), 1);
  const int taken = needed.summary["outcomes_taken"];
  EXPECT_GT(taken, 0);
  EXPECT_LT(taken, needed.summary["events_seen"]) << "opens of other files need none";

  const Wrapped always = RunWrapped(GetParam(), command, kOpens, {"--outcomes=always"});
  EXPECT_EQ(Count(always, "open"), 1);
  EXPECT_EQ(always.summary["outcomes_taken"], always.summary["events_seen"]);
  EXPECT_EQ(always.summary["events_seen"], needed.summary["events_seen"]);

  const Wrapped never = RunWrapped(GetParam(), command, kOpens, {"--outcomes=never"});
  EXPECT_EQ(Count(never, "open"), 1) << "the file is looked at";
  EXPECT_EQ(never.summary["outcomes_taken"], 0);
  EXPECT_GT(never.summary["outcomes_predicted"], 0);
}

TEST_P(OutcomesTest, ARecordingWithAllOutcomesGivesTheSameAlerts) {
  const std::string dir = TempDir();
  const std::string rules = WriteFile(dir + "/r.yaml", kOpens);
  std::vector<std::string> argv = FalcoRunWith(GetParam());
  argv.insert(argv.end(),
              {"-q", "--outcomes=always", "-r", rules, "--record=" + dir + "/rec",
               "--alerts=" + dir + "/live", "--", Program("open_path"), "/no/such/file"});
  Execute(argv);
  Execute({FalcoRun(), "replay", dir + "/rec", "-q", "-r", rules, "--alerts=" + dir + "/again"});
  EXPECT_NE(ReadFile(dir + "/live"), "");
  EXPECT_EQ(ReadFile(dir + "/again"), ReadFile(dir + "/live"));
}

// What the supervisor has not taken yet a signal can interrupt (docs/torture.md): rarely, and then
// the call was not made and is not reported. Under ptrace it is no different from a bare run.
// The shell opens with O_CREAT and without O_EXCL.
TEST_P(OutcomesTest, WhatAnOpenHasMadeIsToldFromWhatWasThere) {
  const std::string dir = TempDir();
  const std::string rule =
      "- rule: made\n  desc: d\n  priority: INFO\n  output: \"%fd.name\"\n"
      "  condition: evt.type = openat and evt.is_open_create = true and fd.name startswith " +
      dir +
      "\n- rule: found\n  desc: d\n  priority: INFO\n"
      "  output: \"%fd.name\"\n  condition: evt.type = openat and "
      "evt.is_open_create = false and fd.name startswith " +
      dir + "\n";
  WriteFile(dir + "/old", "x");
  const Wrapped w =
      RunWrapped(GetParam(),
                 {"sh", "-c",
                  "cd " + dir +
                      "; : > new; : > new; : >> old; rm new; : > new; ln -s far near; "
                      ": > near; : > near; : > /dev/null; true > no/such; exit 0"},
                 rule);
  EXPECT_EQ(w.run.exit_code, 0) << w.run.err;
  EXPECT_EQ(w.summary["outcomes_predicted"], 0);
  std::vector<std::string> made, found;
  for (const auto& alert : w.alerts) {
    const std::string name = alert["output_fields"]["fd.name"];
    (alert["rule"] == "made" ? made : found).push_back(name.substr(dir.size() + 1));
  }
  if (made.empty()) GTEST_SKIP() << "no time of birth here";
  EXPECT_EQ(made, (std::vector<std::string>{"new", "new", "near"}));
  EXPECT_EQ(found, (std::vector<std::string>{"new", "old", "near", "no/such"}));
}

TEST_P(OutcomesTest, OpensAmidTheEndsOfChildren) {
  constexpr char kRules[] = R"(
- rule: opened
  desc: d
  condition: evt.type = openat and fd.name = /etc/hostname and evt.rawres >= 0
  output: "%evt.rawres"
  priority: DEBUG
)";
  const Wrapped w =
      RunWrapped(GetParam(), {Program("open_amid_ends"), "100", "/etc/hostname"}, kRules);
  ASSERT_EQ(w.run.exit_code, 0) << w.run.err;
  long opened = 0, interrupted = -1;
  ASSERT_EQ(
      std::sscanf(w.run.out.c_str(), "opened = %ld\ninterrupted = %ld", &opened, &interrupted), 2)
      << w.run.out;
  EXPECT_EQ(Count(w, "opened"), opened);
  if (GetParam() == "notify") {
    std::cout << interrupted << " of " << opened << " opens were interrupted\n";
    EXPECT_LT(interrupted, opened / 4);
  } else {
    EXPECT_EQ(interrupted, 0);
  }
}

// Debuggers come first: a thread that is followed is let go of.
TEST_P(OutcomesTest, ADebuggerOfTheTreeMayAttachToAWaitingProcess) {
  if (GetParam() != "notify") GTEST_SKIP() << "everything is traced already";
  constexpr char kRules[] = R"(
- rule: read
  desc: d
  condition: evt.type = read and evt.rawres >= 0 and fd.type = pipe
  output: "%evt.rawres"
  priority: DEBUG
)";
  const std::string script =
      "sleep 1 | cat & sleep 0.3; " + Program("ptrace_child") + " attach /etc/hostname; wait";
  const RunResult bare = Execute({"sh", "-c", script});
  const Wrapped w = RunWrapped(GetParam(), {"sh", "-c", script}, kRules);
  EXPECT_EQ(w.run.out, bare.out);
  EXPECT_EQ(w.run.exit_code, bare.exit_code);
}

// The kernel makes whoever attaches to a thread wait while another calls exec, and the exec wait
// for the ends of the threads that are traced.
TEST_P(OutcomesTest, AnExecBesideThreadsWhoseCallsAreWaitedFor) {
  constexpr char kRules[] = R"(
- rule: waited for
  desc: d
  condition: evt.type in (accept, accept4, openat) and evt.rawres = 4711
  output: "%evt.rawres"
  priority: DEBUG
)";
  for (int i = 0; i < 10; ++i) {
    const Wrapped w = RunWrapped(
        GetParam(), {Program("exec_beside_threads"), "/etc/hostname", "/bin/echo", "became it"},
        kRules);
    ASSERT_EQ(w.run.out, "became it\n") << i << w.run.err;
    ASSERT_EQ(w.run.exit_code, 0);
  }
}

// What a stop that is asked for beforehand would change.
TEST_P(OutcomesTest, CallsThatGiveLessWhileASignalWaits) {
  constexpr char kRules[] = R"(
- rule: listed
  desc: d
  condition: evt.type in (getdents, getdents64) and evt.rawres > 0
  output: "%evt.rawres"
  priority: DEBUG
- rule: sent
  desc: d
  condition: evt.type in (sendto, sendmmsg) and evt.rawres >= -4095
  output: "%evt.type %evt.res"
  priority: DEBUG
)";
  const std::string dir = TempDir();
  for (int i = 0; i < 50; ++i) WriteFile(dir + "/" + std::to_string(i), "");
  for (const std::vector<std::string>& command : {
           std::vector<std::string>{Program("list_folder"), dir},
           std::vector<std::string>{Program("fill_datagrams")},
       }) {
    const RunResult bare = Execute(command);
    const Wrapped w = RunWrapped(GetParam(), command, kRules);
    EXPECT_EQ(w.run.out, bare.out);
    EXPECT_EQ(w.run.exit_code, bare.exit_code);
    if (command.size() > 1) {
      EXPECT_EQ(Count(w, "listed"), 1) << w.run.err;
      EXPECT_EQ(w.summary["outcomes_predicted"], 0);
    } else {
      EXPECT_GT(Count(w, "sent"), 2);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, OutcomesTest, kAllBackends, BackendName);

}  // namespace
}  // namespace falco_run::tests
