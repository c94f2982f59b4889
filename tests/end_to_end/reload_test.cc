// SPDX-License-Identifier: Apache-2.0
// Rules that change while a program runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <thread>

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

using testing::HasSubstr;

// Fires for a file called `name`; `more` is a part of a rule's condition.
std::string Rule(const std::string& name, const std::string& more = "") {
  return "- rule: " + name +
         " touched\n  desc: d\n  condition: evt.type in (open, openat) and fd.name endswith /" +
         name + more + "\n  output: \"file=%fd.name parent=%proc.pname\"\n  priority: CRITICAL\n";
}

class ReloadTest : public testing::Test {
 protected:
  // Replaces the rules as editors do.
  void WriteRules(const std::string& rules) {
    WriteFile(directory_ + "/new", rules);
    ASSERT_EQ(std::rename((directory_ + "/new").c_str(), (directory_ + "/rules.yaml").c_str()), 0);
  }

  // A program that touches "one" and "two" again and again until there is a file "end"; meanwhile
  // `change` runs, after the first alert. Returns stderr, alerts and all.
  template <typename F>
  std::string RunWhile(F change) {
    const std::string program = "while [ ! -e " + directory_ + "/end ]; do cat " + directory_ +
                                "/one " + directory_ + "/two 2>/dev/null; sleep 0.02; done; exit 5";
    RunResult result;
    std::thread run([&] {
      result = Execute({FalcoRun(), "-r", directory_ + "/rules.yaml",
                        "--alerts=" + directory_ + "/alerts", "--", "sh", "-c", program});
    });
    EXPECT_TRUE(WaitFor([&] { return HasAlert("one"); }, 60));
    change();
    WriteFile(directory_ + "/end", "");
    run.join();
    EXPECT_EQ(result.exit_code, 5) << result.err;
    return result.err;
  }
  bool HasAlert(const std::string& file) {
    return ReadFile(directory_ + "/alerts")
               .find("file=" + directory_ + "/" + file + " parent=sh") != std::string::npos;
  }

  const std::string directory_ = TempDir();
};

TEST_F(ReloadTest, NewRulesFireWithTheProcessesThatRun) {
  WriteRules(Rule("one"));
  const std::string err = RunWhile([&] {
    EXPECT_FALSE(HasAlert("two"));
    WriteRules(Rule("one") + Rule("two"));
    EXPECT_TRUE(WaitFor([&] { return HasAlert("two"); }, 60));
  });
  EXPECT_THAT(err, HasSubstr("rules reloaded: 2 rules"));
}

TEST_F(ReloadTest, RulesWithErrorsLeaveThoseInUse) {
  WriteRules(Rule("one"));
  size_t before = 0;
  const std::string err = RunWhile([&] {
    WriteRules("- rule: broken\n");
    SleepMs(500);
    before = ReadFile(directory_ + "/alerts").size();
    EXPECT_TRUE(WaitFor([&] { return ReadFile(directory_ + "/alerts").size() > before; }, 60));
  });
  EXPECT_THAT(err, HasSubstr("the rules in use stay"));
}

TEST_F(ReloadTest, WhatIsNotWatchedIsSaid) {
  WriteRules(Rule("one"));
  const std::string err = RunWhile([&] {
    WriteRules(Rule("one") + Rule("two", " or evt.type = rmdir"));
    EXPECT_TRUE(WaitFor([&] { return HasAlert("two"); }, 60));
  });
  EXPECT_THAT(err, HasSubstr("start the program anew for rmdir"));
}

}  // namespace
}  // namespace falco_run::tests
