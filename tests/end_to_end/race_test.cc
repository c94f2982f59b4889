// SPDX-License-Identifier: Apache-2.0
// A path that another thread exchanges while the call is looked at.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

class RaceTest : public BackendTest {
 protected:
  RaceTest()
      : dir_(TempDir()),
        first_(WriteFile(dir_ + "/file1", "")),
        second_(WriteFile(dir_ + "/file2", "")) {}

  // What the program says that it has opened.
  static int Opened(const Wrapped& w, const std::string& which) {
    const std::string key = "opened " + which + " = ";
    const size_t at = w.run.out.find(key);
    return at == std::string::npos ? -1 : std::stoi(w.run.out.substr(at + key.size()));
  }

  Wrapped Race(const std::string& condition, const std::vector<std::string>& options = {}) const {
    return RunWrapped(GetParam(), {Program("race_argument"), "2000", first_, second_},
                      "- rule: second\n  desc: d\n  priority: INFO\n  condition: " + condition +
                          "\n  output: \"%fd.name %evt.trust\"\n",
                      options);
  }

  const std::string dir_;
  const std::string first_;
  const std::string second_;
};

TEST_P(RaceTest, TheFileThatWasReallyOpenedIsReportedWherePathsAreVerified) {
  const Wrapped w =
      Race("evt.type in (open, openat) and fd.name=" + second_, {"-o", "verify_paths=true"});
  ASSERT_EQ(w.run.exit_code, 0) << w.run.err;
  ASSERT_GT(Opened(w, "first"), 0);
  EXPECT_EQ(Count(w, "second"), Opened(w, "second"));
  for (const auto& alert : w.alerts) EXPECT_EQ(alert["output_fields"]["evt.trust"], "kernel");
}

TEST_P(RaceTest, ARuleThatDependsOnTheResultGetsTheFileThatWasReallyOpened) {
  const Wrapped w = Race("evt.type in (open, openat) and fd.name in (" + first_ + ", " + second_ +
                         ") and fd.num >= 0");
  ASSERT_EQ(w.run.exit_code, 0) << w.run.err;
  EXPECT_EQ(Count(w, "second"), 2000);
  int second = 0;
  for (const auto& alert : w.alerts) second += alert["output_fields"]["fd.name"] == second_;
  EXPECT_EQ(second, Opened(w, "second"));
}

TEST_P(RaceTest, WhatCanBeExchangedIsGradedRacy) {
  const Wrapped racy = Race(
      "evt.type in (open, openat) and evt.trust=racy and fd.name startswith " + dir_ + "/file");
  EXPECT_EQ(Count(racy, "second"), 2000) << racy.run.err;
  const Wrapped one = RunWrapped(GetParam(), {"cat", first_},
                                 "- rule: one\n  desc: d\n  priority: INFO\n"
                                 "  condition: evt.type in (open, openat) and fd.name=" +
                                     first_ + "\n  output: \"%evt.trust\"\n");
  ASSERT_EQ(one.alerts.size(), 1u) << one.run.err;
  EXPECT_EQ(one.alerts[0]["output_fields"]["evt.trust"], "snapshot");
  const Wrapped kernel = RunWrapped(GetParam(), {"sh", "-c", "exec 5</etc/hostname"},
                                    "- rule: copied\n  desc: d\n  priority: INFO\n"
                                    "  condition: evt.type in (dup2, fcntl)\n"
                                    "  output: \"%evt.trust\"\n");
  ASSERT_FALSE(kernel.alerts.empty()) << kernel.run.err;
  EXPECT_EQ(kernel.alerts[0]["output_fields"]["evt.trust"], "kernel");
}

TEST_P(RaceTest, AThreadsExecDoesNotHideBehindTheLeadersOpen) {
  const std::string fifo = dir_ + "/file-fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  const Wrapped w = RunWrapped(GetParam(),
                               {Program("exec_while_leader_waits"), fifo, "/bin/sh", "-c",
                                ": <" + first_ + "; : <" + second_ + "; : <" + first_},
                               "- rule: read\n  desc: d\n  priority: INFO\n"
                               "  condition: evt.type in (open, openat) and fd.name startswith " +
                                   dir_ + "/file and evt.rawres >= 0\n  output: \"%fd.name\"\n");
  EXPECT_EQ(w.run.exit_code, 0) << w.run.err;
  int files = 0;
  for (const auto& alert : w.alerts) files += alert["output_fields"]["fd.name"] != fifo;
  EXPECT_EQ(files, 3);
}

INSTANTIATE_TEST_SUITE_P(Backends, RaceTest, kAllBackends, BackendName);

}  // namespace
}  // namespace falco_run::tests
