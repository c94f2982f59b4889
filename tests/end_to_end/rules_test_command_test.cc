// SPDX-License-Identifier: Apache-2.0
// `falco-run test` on the real binary.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <pugixml.hpp>
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
- rule: Marked file read
  desc: d
  condition: reads and fd.name endswith .marked and not proc.name = head
  output: read %fd.name by %proc.name
  priority: WARNING
- rule: Mounted
  desc: d
  condition: evt.type = mount and evt.arg.type = tmpfs
  output: mount
  priority: INFO
)";

class RulesTestCommand : public ::testing::Test {
 protected:
  RunResult Test(const std::string& tests, std::vector<std::string> more = {}) {
    const std::string file = WriteFile(dir_ + "/tests.yaml", "rules: rules.yaml\n" + tests);
    std::vector<std::string> argv = {FalcoRun(), "test", file};
    argv.insert(argv.end(), more.begin(), more.end());
    return Execute(argv);
  }
  const std::string dir_ = TempDir();
  const std::string rules_ = WriteFile(dir_ + "/rules.yaml", kRules);
};

constexpr char kGood[] = R"(tests:
  - name: cat reads it
    event: {evt.type: openat, fd.name: /x/a.marked, proc.name: cat}
    expect:
      - {rule: Marked file read, priority: warning, output: by cat,
         output_matches: "read /x/.*marked", output_fields: {fd.name: /x/a.marked}, count: 1}
  - name: head may
    event: {evt.type: openat, fd.name: /x/a.marked, proc.name: head}
    silent: true
)";

TEST_F(RulesTestCommand, Passes) {
  const RunResult r = Test(kGood);
  EXPECT_EQ(r.exit_code, 0) << r.out << r.err;
  EXPECT_TRUE(Has(r.out, "ok     cat reads it\nok     head may\n2 passed, 0 failed\n")) << r.out;
  EXPECT_EQ(r.err, "");
}

TEST_F(RulesTestCommand, HostNamesAreThoseThatAreStated) {
  const std::string rules = WriteFile(dir_ + "/names.yaml", R"(- rule: Pool
  desc: d
  condition: evt.type = connect and fd.sip.name in (pool.example.com)
  output: to %fd.sip.name
  priority: WARNING
)");
  const RunResult r = Test(R"(tests:
  - name: it is the pool
    event: {evt.type: connect, fd.sip: 10.0.0.5, fd.sip.name: pool.example.com}
    expect: {rule: Pool, output: to pool.example.com}
  - name: it is not
    event: {evt.type: connect, fd.sip: 10.0.0.5, fd.sip.name: db.example.com}
    expect: Pool
  - name: nothing is looked up
    event: {evt.type: connect, fd.sip: 10.0.0.5}
    silent: true
)",
                           {"-r", rules});
  EXPECT_TRUE(Has(r.out, "2 passed, 1 failed")) << r.out << r.err;
  EXPECT_TRUE(Has(r.out, "fd.sip.name is db.example.com, fd.sip is 10.0.0.5")) << r.out;
}

TEST_F(RulesTestCommand, FailuresSayWhatWasExpectedWhatCameAndWhy) {
  const RunResult r = Test(R"(tests:
  - name: head reads it
    event: {evt.type: openat, fd.name: /x/a.marked, proc.name: head}
    expect: Marked file read
  - name: cat may
    event: {evt.type: openat, fd.name: /x/a.marked, proc.name: cat}
    expect: []
  - name: another text
    event: {evt.type: openat, fd.name: /x/a.marked, proc.name: cat}
    expect: {rule: Marked file read, output: by dog}
)");
  EXPECT_EQ(r.exit_code, 1);
  EXPECT_TRUE(Has(r.out, "FAIL   head reads it (")) << r.out;
  EXPECT_TRUE(Has(r.out, "tests.yaml:3)")) << r.out;
  EXPECT_TRUE(Has(r.out, "proc.name = head is true: proc.name is head")) << r.out;
  EXPECT_TRUE(Has(r.out, "read /x/a.marked by cat")) << r.out;
  EXPECT_TRUE(Has(r.out, "Marked file read, output with 'by dog'")) << r.out;
  EXPECT_TRUE(Has(r.out, "0 passed, 3 failed\n")) << r.out;
}

TEST_F(RulesTestCommand, CommandsAreReallyRun) {
  WriteFile(dir_ + "/b.marked", "x\n");
  const RunResult r = Test("tests:\n  - name: argv\n    command: [cat, " + dir_ +
                           "/b.marked]\n    expect: {rule: Marked file read, output: by cat}\n"
                           "  - name: shell\n    command: head -n 1 < /dev/null; head " +
                           dir_ +
                           "/b.marked; exit 3\n    expect: []\n"
                           "  - name: wrong\n    command: cat " +
                           dir_ + "/b.marked\n    expect: []\n");
  EXPECT_EQ(r.exit_code, 1);
  EXPECT_TRUE(Has(r.out, "ok     argv\nok     shell\nFAIL   wrong")) << r.out << r.err;
  EXPECT_TRUE(Has(r.out, "2 passed, 1 failed")) << r.out;
}

TEST_F(RulesTestCommand, CommandsAreExplainedAndCounted) {
  WriteFile(dir_ + "/c.marked", "x\n");
  const RunResult r =
      Test("tests:\n  - name: nobody reads\n    command: [head, " + dir_ +
               "/c.marked]\n    expect: Marked file read\n  - name: cat\n    command: [cat, " +
               dir_ + "/c.marked]\n    expect: Marked file read\n",
           {"--coverage"});
  EXPECT_EQ(r.exit_code, 1);
  EXPECT_TRUE(Has(r.out, "because:     at openat by head: ")) << r.out;
  EXPECT_TRUE(Has(r.out, "c.marked")) << r.out;
  EXPECT_TRUE(Has(r.out, ": proc.name = head is true: proc.name is head\n")) << r.out;
  EXPECT_TRUE(Has(r.out, "Marked file read: fired 1 of ")) << r.out;
  EXPECT_TRUE(Has(r.out, "    true 1  false 1\nMounted: no event")) << r.out;
}

TEST_F(RulesTestCommand, CommandsThatLeaveProcessesBehind) {
  const RunResult r = Test(
      "tests:\n  - name: a daemon\n    command: sleep 1 > /dev/null 2>&1 &\n"
      "    expect: Marked file read\n",
      {"--coverage"});
  EXPECT_EQ(r.exit_code, 1);
  EXPECT_TRUE(Has(r.out, "expected:    Marked file read")) << r.out;
  EXPECT_FALSE(Has(r.out, "problem:")) << r.out;
}

TEST_F(RulesTestCommand, Junit) {
  const std::string junit = dir_ + "/junit.xml";
  const RunResult r =
      Test(std::string(kGood) +
               "  - name: \"wrong <&\\x01\"\n    event: {evt.type: openat, fd.name: "
               "/x/a.marked, proc.name: head}\n    expect: Marked file read\n",
           {"--junit", junit});
  EXPECT_EQ(r.exit_code, 1);
  EXPECT_TRUE(Has(r.out, "2 passed, 1 failed")) << r.out << r.err;
  pugi::xml_document document;
  const auto parsed = document.load_file(junit.c_str());
  ASSERT_TRUE(parsed) << parsed.description();
  const pugi::xml_node suite = document.child("testsuites").child("testsuite");
  EXPECT_EQ(document.child("testsuites").attribute("tests").as_int(), 3);
  EXPECT_STREQ(suite.attribute("name").value(), (dir_ + "/tests.yaml").c_str());
  EXPECT_EQ(suite.attribute("failures").as_int(), 1);
  EXPECT_EQ(suite.attribute("errors").as_int(), 0);
  const pugi::xml_node good = suite.child("testcase");
  EXPECT_STREQ(good.attribute("name").value(), "cat reads it");
  EXPECT_TRUE(good.child("failure").empty());
  const pugi::xml_node bad = suite.last_child();
  EXPECT_STREQ(bad.attribute("name").value(), "wrong <&\ufffd");
  EXPECT_TRUE(Has(bad.child("failure").text().get(), "proc.name = head is true")) << r.out;

  const RunResult broken =
      Test("tests:\n  - name: x\n    event: {type: opn}\n    expect: []\n", {"--junit", junit});
  EXPECT_EQ(broken.exit_code, 1);
  ASSERT_TRUE(document.load_file(junit.c_str()));
  const pugi::xml_node error = document.select_node("//testcase/error").node();
  EXPECT_TRUE(Has(error.attribute("message").value(), "unknown event type 'opn'"));

  const RunResult nowhere = Test(kGood, {"--junit", "/no/such/dir/x.xml"});
  EXPECT_EQ(nowhere.exit_code, 1);
  EXPECT_TRUE(Has(nowhere.err, "/no/such/dir/x.xml: No such file")) << nowhere.err;
}

TEST_F(RulesTestCommand, Json) {
  const RunResult r = Test(kGood, {"--json", "--coverage"});
  EXPECT_EQ(r.exit_code, 0) << r.err;
  const auto j = nlohmann::json::parse(r.out);
  EXPECT_EQ(j["passed"], 2);
  EXPECT_EQ(j["failed"], 0);
  EXPECT_EQ(j["tests"][0]["name"], "cat reads it");
  EXPECT_EQ(j["tests"][0]["alerts"][0]["rule"], "Marked file read");
  ASSERT_EQ(j["coverage"].size(), 2u);
  const auto& rule = j["coverage"][0];
  EXPECT_EQ(rule["fired"], 1);
  ASSERT_EQ(rule["checks"].size(), 4u);
  EXPECT_EQ(rule["checks"][0]["macro"], "reads");
  EXPECT_EQ(rule["checks"][3]["true"], 1);
  EXPECT_EQ(rule["checks"][3]["false"], 1);
}

TEST_F(RulesTestCommand, CoverageForPeople) {
  const RunResult r = Test(kGood, {"--coverage"});
  EXPECT_EQ(r.exit_code, 0) << r.err;
  EXPECT_TRUE(Has(r.out, "Marked file read: fired 1 of 2 events")) << r.out;
  EXPECT_TRUE(Has(r.out, "<- never false")) << r.out;
  EXPECT_TRUE(Has(r.out, "Mounted: no event of its type was tested")) << r.out;
  EXPECT_TRUE(Has(r.out, "1 of 2 rules fired; 1 of 6 checks were both true and false")) << r.out;
  EXPECT_TRUE(Has(r.out, "never fired: Mounted")) << r.out;
}

TEST_F(RulesTestCommand, WrongFilesAreOneClearMessage) {
  const auto error = [&](const std::string& tests) {
    const RunResult r = Test(tests);
    EXPECT_EQ(r.exit_code, 1);
    EXPECT_EQ(r.out, "") << tests;
    return r.err;
  };
  EXPECT_TRUE(
      Has(error("tests:\n  - name: x\n    event: {type: open}\n    expect: Marked fil read\n"),
          "tests.yaml:5:13: there is no rule 'Marked fil read'; did you mean "
          "'Marked file read'?"));
  EXPECT_TRUE(Has(error("tests:\n  - name: x\n    event: {type: opn}\n    expect: []\n"),
                  "tests.yaml:4:19: unknown event type 'opn'"));
  EXPECT_TRUE(
      Has(error("tests:\n  - name: x\n    expect: []\n"), "either event, events or command"));
  EXPECT_TRUE(Has(error("tests:\n  - name: x\n    event: {type: open}\n"), "needs 'expect'"));
  EXPECT_TRUE(Has(error("tests:\n  - nme: x\n"), "did you mean 'name'?"));
  EXPECT_TRUE(Has(error("test: []\n"), "did you mean 'tests'?"));
  EXPECT_TRUE(Has(error("tests: [\n"), "this is not YAML"));
  EXPECT_TRUE(Has(error(","), "this is not YAML"));
  const RunResult unknown = Test(kGood, {"--bogus"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_TRUE(Has(unknown.err, "--bogus")) << unknown.err;
  const RunResult none = Execute({FalcoRun(), "test", "/no/such/file"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_TRUE(Has(none.err, "/no/such/file: No such file")) << none.err;
}

TEST_F(RulesTestCommand, TheExampleInTheDocumentation) {
  const RunResult r = Execute({FalcoRun(), "test", "examples/testing-rules/rules_test.yaml"});
  EXPECT_EQ(r.exit_code, 0) << r.out << r.err;
  EXPECT_TRUE(Has(r.out, "6 passed, 0 failed")) << r.out;
}

TEST_F(RulesTestCommand, TheProgramCalledTestIsRunAfterDashes) {
  EXPECT_EQ(Execute({FalcoRun(), "-q", "--", "test", "-e", "/"}).exit_code, 0);
  EXPECT_EQ(Execute({FalcoRun(), "-q", "--", "test", "-e", "/no/such"}).exit_code, 1);
}

}  // namespace
}  // namespace falco_run::tests
