// SPDX-License-Identifier: Apache-2.0
// `falco-run explain` on the real binary.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

constexpr char kRules[] = R"(
- macro: reads
  condition: (evt.type in (open, openat) and evt.is_open_read = true)
- macro: secret
  condition: (fd.name startswith /etc/shadow or fd.name = /etc/gshadow)
- rule: Secret read
  desc: d
  condition: reads and secret and not proc.name in (passwd, sshd)
  output: read %fd.name
  priority: WARNING
- rule: Any open
  desc: d
  condition: evt.type in (open, openat) and fd.num >= 0
  output: open %fd.name
  priority: INFO
- rule: Shell read
  desc: d
  condition: reads and proc.name = sh and proc.pname = nginx
  output: open %fd.name
  priority: INFO
)";

class ExplainTest : public ::testing::Test {
 protected:
  RunResult Explain(const std::string& event, std::vector<std::string> more = {}) {
    const std::string file = WriteFile(dir_ + "/event.yaml", event);
    std::vector<std::string> argv = {FalcoRun(), "explain", "-r", rules_, "--event", file};
    argv.insert(argv.end(), more.begin(), more.end());
    return Execute(argv);
  }
  const std::string dir_ = TempDir();
  const std::string rules_ = WriteFile(dir_ + "/rules.yaml", kRules);
};

TEST_F(ExplainTest, ARuleIsATreeWithMacrosValuesAndTheDecidingCheck) {
  const RunResult r =
      Explain("evt.type: openat\nfd.name: /etc/shadow\nproc.name: sshd\n", {"Secret read"});
  EXPECT_EQ(r.exit_code, 0) << r.err;
  EXPECT_EQ(r.err, "");
  EXPECT_TRUE(Has(r.out, "Secret read: does not fire")) << r.out;
  EXPECT_TRUE(Has(r.out, "\u2714  reads\n")) << r.out;
  EXPECT_TRUE(Has(r.out, "evt.type in (open, openat)")) << r.out;
  EXPECT_TRUE(Has(r.out, "\u2718  not proc.name in (passwd, sshd)")) << r.out;
  EXPECT_TRUE(Has(r.out, "sshd  <- decides")) << r.out;
  EXPECT_FALSE(Has(r.out, "\033[")) << "no colours where there is no terminal";
  EXPECT_FALSE(Has(r.out, "Any open"));
}

TEST_F(ExplainTest, WithoutANameWhatFiresWhatIsShadowedAndWhatIsNear) {
  const RunResult r = Explain("evt.type: openat\nfd.name: /etc/shadow\nproc.name: cat\n");
  EXPECT_EQ(r.exit_code, 0) << r.err;
  EXPECT_TRUE(Has(r.out, "Secret read: fires (Warning)")) << r.out;
  EXPECT_TRUE(Has(r.out, "Any open: true, but 'Secret read' fired before it")) << r.out;
  EXPECT_TRUE(Has(r.out, "Shell read: 2 checks away")) << r.out;
  EXPECT_TRUE(Has(r.out, "proc.name = sh is false: proc.name is cat")) << r.out;
  const RunResult all = Explain("evt.type: openat\nfd.name: /etc/shadow\nproc.name: cat\n",
                                {"-o", "rule_matching=all"});
  EXPECT_TRUE(Has(all.out, "Any open: fires")) << all.out;
}

TEST_F(ExplainTest, Json) {
  const RunResult r =
      Explain("evt.type: openat\nfd.name: /tmp/x\nproc.name: cat\n", {"--json", "Secret read"});
  EXPECT_EQ(r.exit_code, 0) << r.err;
  const auto j = nlohmann::json::parse(r.out);
  ASSERT_EQ(j.size(), 1u);
  EXPECT_EQ(j[0]["decision"], "match");
  ASSERT_EQ(j[0]["rules"].size(), 1u);
  const auto& rule = j[0]["rules"][0];
  EXPECT_EQ(rule["verdict"], "no_match");
  EXPECT_EQ(rule["distance"], 1);
  EXPECT_EQ(rule["deciding_check"], 2);
  EXPECT_EQ(rule["condition"]["op"], "and");
  EXPECT_EQ(rule["condition"]["parts"][1]["macros"][0], "secret");
}

TEST_F(ExplainTest, ShippedRulesAndStdin) {
  const RunResult r = Execute({FalcoRun(), "explain", "--event", "-"},
                              "evt.type: openat\nfd.name: /etc/shadow\nproc.name: cat\n");
  EXPECT_EQ(r.exit_code, 0) << r.err;
  EXPECT_TRUE(Has(r.out, "Account secrets read: fires")) << r.out;
}

TEST_F(ExplainTest, MistakesNameThePlaceAndTheWayOut) {
  const RunResult field = Explain("evt.type: openat\nproc.nme: cat\n");
  EXPECT_EQ(field.exit_code, 1);
  EXPECT_EQ(field.out, "");
  EXPECT_TRUE(Has(field.err,
                  "event.yaml:2:1: there is no field 'proc.nme'; did you mean "
                  "'proc.name'?"))
      << field.err;
  const RunResult rule = Explain("evt.type: openat\n", {"Secret reed"});
  EXPECT_EQ(rule.exit_code, 1);
  EXPECT_TRUE(Has(rule.err, "did you mean 'Secret read'?")) << rule.err;
  const RunResult none = Execute({FalcoRun(), "explain", "--event", "/no/such/file"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_TRUE(Has(none.err, "/no/such/file: No such file")) << none.err;
  const RunResult usage = Execute({FalcoRun(), "explain"});
  EXPECT_EQ(usage.exit_code, 2);
  EXPECT_TRUE(Has(usage.err, "--event")) << usage.err;
}

TEST_F(ExplainTest, HelpIsItsOwn) {
  const RunResult r = Execute({FalcoRun(), "explain", "--help"});
  EXPECT_EQ(r.exit_code, 0);
  EXPECT_TRUE(Has(r.out, "--event")) << r.out;
  EXPECT_FALSE(Has(r.out, "--backend")) << r.out;
}

TEST_F(ExplainTest, OfARecordingTheEventsAtWhichSomethingFires) {
  const std::string file = dir_ + "/run.rec";
  const RunResult run =
      Execute({FalcoRun(), "-q", "-r", rules_, "--record=" + file, "--", "cat", "/etc/shadow"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto explain = [&](std::vector<std::string> more) {
    std::vector<std::string> argv = {FalcoRun(), "explain", "-r", rules_, "-e", file};
    argv.insert(argv.end(), more.begin(), more.end());
    return Execute(argv);
  };
  const RunResult fired = explain({"Secret read", "--json"});
  EXPECT_EQ(fired.exit_code, 0) << fired.err;
  const auto events = nlohmann::json::parse(fired.out);
  ASSERT_EQ(events.size(), 1u) << fired.out;
  EXPECT_TRUE(Has(events[0]["event"].get<std::string>(), "/etc/shadow")) << fired.out;
  const std::string number = std::to_string(events[0]["num"].get<uint64_t>());
  const RunResult one = explain({"Secret read", "--num", number});
  EXPECT_TRUE(Has(one.out, "event " + number + ": openat by cat")) << one.out;
  EXPECT_TRUE(Has(one.out, "Secret read: fires")) << one.out;
  EXPECT_TRUE(Has(one.out, "--num N shows")) << one.out;
}

}  // namespace
}  // namespace falco_run::tests
