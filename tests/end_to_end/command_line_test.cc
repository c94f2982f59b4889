// SPDX-License-Identifier: Apache-2.0
// The command line: options, errors, output.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(CommandLineTest, Version) {
  const RunResult r = Execute({FalcoRun(), "--version"});
  EXPECT_EQ(r.exit_code, 0);
  EXPECT_TRUE(Has(r.out, "falco-run ")) << r.out;
}

TEST(CommandLineTest, HelpNamesTheOptions) {
  const RunResult r = Execute({FalcoRun(), "--help"});
  EXPECT_EQ(r.exit_code, 0);
  for (const char* option : {"--rules", "--json", "--alerts", "--quiet", "doctor"}) {
    EXPECT_TRUE(Has(r.out, option)) << option;
  }
}

TEST(CommandLineTest, UnknownOptionIsOneClearMessage) {
  const RunResult r = Execute({FalcoRun(), "--bogus", "--", "true"});
  EXPECT_EQ(r.exit_code, 2);
  EXPECT_TRUE(Has(r.err, "--bogus")) << r.err;
  EXPECT_EQ(r.out, "");
}

TEST(CommandLineTest, NothingToRun) {
  const RunResult r = Execute({FalcoRun()});
  EXPECT_EQ(r.exit_code, 2);
  EXPECT_TRUE(Has(r.err, "no program")) << r.err;
}

TEST(CommandLineTest, MissingProgramIs127) {
  for (const char* name : {"no-such-program", "/no/such/program"}) {
    const RunResult r = Execute({FalcoRun(), "--", name});
    EXPECT_EQ(r.exit_code, 127);
    EXPECT_TRUE(Has(r.err, name)) << r.err;
  }
}

TEST(CommandLineTest, NotExecutableIs126) {
  const std::string file = WriteFile(TempDir() + "/plain", "text");
  EXPECT_EQ(Execute({FalcoRun(), "--", file}).exit_code, 126);
  EXPECT_EQ(Execute({FalcoRun(), "--", "/etc"}).exit_code, 126);
  const std::string script = WriteFile(TempDir() + "/s", "#!/no/such/interpreter\n");
  chmod(script.c_str(), 0755);
  const RunResult r = Execute({FalcoRun(), "-q", "--", script});
  EXPECT_EQ(r.exit_code, 127) << "as a shell says for a missing interpreter";
  EXPECT_TRUE(Has(r.err, "No such file")) << r.err;
}

TEST(CommandLineTest, AScriptWithoutInterpreterLineIsRunByTheShell) {
  const std::string script = WriteFile(TempDir() + "/s", "echo \"$1\"\nexit 6\n");
  chmod(script.c_str(), 0755);
  const RunResult r = Execute({FalcoRun(), "-q", "--", script, "hello"});
  EXPECT_EQ(r.exit_code, 6);
  EXPECT_EQ(r.out, "hello\n");
}

TEST(CommandLineTest, BrokenRulesStopTheProgramFromStarting) {
  const std::string dir = TempDir();
  const std::string rules = WriteFile(dir + "/bad.yaml",
                                      "- rule: r\n  desc: d\n  condition: proc.nme = x\n"
                                      "  output: o\n  priority: INFO\n");
  const RunResult r = Execute({FalcoRun(), "-r", rules, "--", "touch", dir + "/ran"});
  EXPECT_EQ(r.exit_code, 1);
  EXPECT_TRUE(Has(r.err, rules + ":3:")) << r.err;
  EXPECT_TRUE(Has(r.err, "^")) << r.err;
  EXPECT_TRUE(Has(r.err, "LOAD_ERR_COMPILE_CONDITION")) << r.err;
  EXPECT_NE(access((dir + "/ran").c_str(), F_OK), 0);
}

TEST(CommandLineTest, Validate) {
  const std::string dir = TempDir();
  const std::string good = WriteFile(dir + "/good.yaml",
                                     "- rule: r\n  desc: d\n  condition: evt.type = open\n"
                                     "  output: o\n  priority: INFO\n");
  const std::string bad = WriteFile(dir + "/bad.yaml", "- rule: r\n  desc: [\n");
  RunResult r = Execute({FalcoRun(), "-V", good});
  EXPECT_EQ(r.exit_code, 0);
  EXPECT_EQ(r.out, good + ": Ok\n");
  EXPECT_EQ(r.err, "");
  const std::string warned =
      WriteFile(dir + "/warned.yaml", "- macro: unused\n  condition: evt.type = open\n");
  r = Execute({FalcoRun(), "-V", warned});
  EXPECT_EQ(r.exit_code, 0);
  EXPECT_EQ(r.out, warned + ": Ok, with warnings\n");
  EXPECT_TRUE(Has(r.err, "1 Warnings:")) << r.err;
  EXPECT_TRUE(Has(r.err, "LOAD_UNUSED_MACRO")) << r.err;
  // A run takes the shipped ones as they are, without this.
  for (const std::string shipped : {"falco_run_rules.yaml", "k8s_audit_rules.yaml"}) {
    r = Execute({FalcoRun(), "-V", shipped});
    EXPECT_EQ(r.out + r.err, shipped + ": Ok\n");
  }
  r = Execute({FalcoRun(), "-V", good, "-V", bad});
  EXPECT_EQ(r.exit_code, 1);
  EXPECT_TRUE(Has(r.out, bad + ": Invalid")) << r.out;
  r = Execute({FalcoRun(), "-V", "/no/such/file.yaml"});
  EXPECT_EQ(r.exit_code, 1);
  EXPECT_TRUE(Has(r.out + r.err, "LOAD_ERR_FILE_READ")) << r.out;
}

TEST(CommandLineTest, ValidateAsJson) {
  const std::string bad = WriteFile(TempDir() + "/bad.yaml", "- rule: r\n");
  const RunResult r = Execute({FalcoRun(), "--json", "-V", bad});
  EXPECT_EQ(r.exit_code, 1);
  const auto json = nlohmann::json::parse(r.out, nullptr, false);
  ASSERT_TRUE(json.is_object()) << r.out;
  EXPECT_EQ(json["falco_load_results"][0]["successful"], false);
}

TEST(CommandLineTest, OptionsOverrideConfiguration) {
  EXPECT_EQ(Execute({FalcoRun(), "-q", "-o", "priority=critical", "--", "true"}).exit_code, 0);
  RunResult r = Execute({FalcoRun(), "-o", "priority=loud", "--", "true"});
  EXPECT_EQ(r.exit_code, 1);
  EXPECT_TRUE(Has(r.err, "emergency, alert, critical")) << r.err;
  // As in Falco, a key that nobody knows is no reason not to run.
  r = Execute({FalcoRun(), "-o", "json_ouput=true", "--", "true"});
  EXPECT_EQ(r.exit_code, 0);
  EXPECT_TRUE(Has(r.err, "unknown key 'json_ouput'; did you mean 'json_output'?")) << r.err;
}

TEST(CommandLineTest, ListAndDryRun) {
  RunResult r = Execute({FalcoRun(), "--list"});
  EXPECT_EQ(r.exit_code, 0);
  EXPECT_TRUE(Has(r.out, "proc.aname")) << r.out.substr(0, 500);
  EXPECT_TRUE(Has(r.out, "ka.verb"));
  r = Execute({FalcoRun(), "--list=syscall", "--json"});
  const auto json = nlohmann::json::parse(r.out, nullptr, false);
  ASSERT_TRUE(json.is_array());
  EXPECT_GT(json.size(), 200u);
  r = Execute({FalcoRun(), "--dry-run"});
  EXPECT_EQ(r.exit_code, 0);
  EXPECT_TRUE(Has(r.err, "watching")) << r.err;
  EXPECT_TRUE(Has(r.err, "openat")) << r.err;
}

TEST(CommandLineTest, Doctor) {
  const RunResult r = Execute({FalcoRun(), "doctor", "--json"});
  const auto json = nlohmann::json::parse(r.out, nullptr, false);
  ASSERT_TRUE(json.is_object()) << r.out << r.err;
  EXPECT_GT(json["probes"].size(), 5u);
  EXPECT_EQ(r.exit_code, json["usable"] == true ? 0 : 1);
}

TEST(CommandLineTest, QuietPrintsNothing) {
  const RunResult r = Execute({FalcoRun(), "--quiet", "--", "true"});
  EXPECT_EQ(r.exit_code, 0);
  EXPECT_EQ(r.out, "");
  EXPECT_EQ(r.err, "");
}

TEST(CommandLineTest, TheSummaryGoesToStderr) {
  const RunResult r = Execute({FalcoRun(), "--", "echo", "hello"});
  EXPECT_EQ(r.out, "hello\n");
  EXPECT_TRUE(Has(r.err, "events seen")) << r.err;
  EXPECT_TRUE(Has(r.err, "0 lost")) << r.err;
}

TEST(CommandLineTest, TheProgramMayFollowWithoutDashes) {
  const RunResult r =
      Execute({FalcoRun(), "-q", "sh", "-c", "echo $0 \"$@\"; exit 2", "a", "-r", "--json"});
  EXPECT_EQ(r.exit_code, 2);
  EXPECT_EQ(r.out, "a -r --json\n");
}

}  // namespace
}  // namespace falco_run::tests
