// SPDX-License-Identifier: Apache-2.0
#include "app/config.h"

#include <gtest/gtest.h>

#include "app/options.h"

namespace falco_run::app {
namespace {

absl::StatusOr<Config> Load(const std::vector<std::string>& overrides) {
  return LoadConfig({"", config::ProcessEnvironment(), overrides});
}

TEST(ConfigTest, DefaultsAreFalcos) {
  const auto config = Load({});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_FALSE(config->json_output);
  EXPECT_TRUE(config->json_include_output_property);
  EXPECT_FALSE(config->json_include_message_property);
  EXPECT_FALSE(config->rule_matching_all);
  EXPECT_EQ(config->priority, proto::DEBUG);
  EXPECT_FALSE(config->container.has_value());
}

TEST(ConfigTest, SettingsApplyInOrder) {
  const auto config =
      Load({"json_output=true", "json_output=False", "priority=Info", "rule_matching=all",
            "rules[].disable.rule=*", "rules[].enable.tag=network", "container.image=node:20=x"});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_FALSE(config->json_output);
  EXPECT_EQ(config->priority, proto::INFORMATIONAL);
  EXPECT_TRUE(config->rule_matching_all);
  ASSERT_EQ(config->rules.size(), 2u);
  EXPECT_FALSE(config->rules[0].enable);
  EXPECT_EQ(config->rules[0].rule, "*");
  EXPECT_TRUE(config->rules[1].enable);
  EXPECT_EQ(config->rules[1].tag, "network");
  EXPECT_EQ(config->container->image(), "node:20=x") << "only the first = separates";
}

TEST(ConfigTest, ErrorsNameTheSettingAndTheWayOut) {
  const auto message = [](const char* setting) {
    return std::string(Load({setting}).status().message());
  };
  EXPECT_EQ(message("json_output"), "-o json_output: a setting has the form key=value");
  EXPECT_EQ(message("json_output=maybe"),
            "-o json_output=maybe: json_output must be true or false, not 'maybe'");
  EXPECT_EQ(message("rule_matching=one"),
            "-o rule_matching=one: rule_matching must be first or all, not 'one'");
  EXPECT_EQ(
      message("priority=loud"),
      "-o priority=loud: priority must be emergency, alert, critical, error, warning, notice, "
      "informational or debug, not 'loud'");
  const auto unknown = Load({"jsonoutput=1"});
  ASSERT_TRUE(unknown.ok());
  EXPECT_EQ(unknown->document.warnings,
            (std::vector<std::string>{
                "-o jsonoutput=1: unknown key 'jsonoutput'; did you mean 'json_output'?"}));
}

Options Parse(std::vector<std::string> args) {
  args.insert(args.begin(), "falco-run");
  std::vector<char*> argv;
  for (std::string& arg : args) argv.push_back(arg.data());
  return ParseCommandLine(static_cast<int>(argv.size()), argv.data());
}

TEST(OptionsTest, EverythingAfterTheDashesIsTheProgram) {
  const Options o = Parse({"-r", "a.yaml", "--json", "--", "ls", "-r", "--", "x"});
  EXPECT_EQ(o.action, Options::Action::kRun);
  EXPECT_EQ(o.rules, (std::vector<std::string>{"a.yaml"}));
  EXPECT_TRUE(o.json);
  EXPECT_EQ(o.command, (std::vector<std::string>{"ls", "-r", "--", "x"}));
}

TEST(OptionsTest, WithoutDashesTheFirstWordIsTheProgram) {
  const Options o = Parse({"-q", "ls", "-l", "--json"});
  EXPECT_TRUE(o.quiet);
  EXPECT_FALSE(o.json);
  EXPECT_EQ(o.command, (std::vector<std::string>{"ls", "-l", "--json"}));
}

TEST(OptionsTest, OneValueForEachRepeatedOption) {
  const Options o = Parse({"-r", "a", "-r", "b", "-o", "x=1", "-o", "y=2", "-V", "v", "-V", "w"});
  EXPECT_EQ(o.action, Options::Action::kValidate);
  EXPECT_EQ(o.rules.size(), 2u);
  EXPECT_EQ(o.overrides.size(), 2u);
  EXPECT_EQ(o.validate, (std::vector<std::string>{"v", "w"}));
}

TEST(OptionsTest, DoctorIsACommandUnlessDashesSayOtherwise) {
  EXPECT_EQ(Parse({"doctor"}).action, Options::Action::kDoctor);
  EXPECT_EQ(Parse({"--json", "doctor"}).action, Options::Action::kDoctor);
  EXPECT_EQ(Parse({"--", "doctor"}).action, Options::Action::kRun);
}

TEST(OptionsTest, ErrorsGiveTwo) {
  for (const std::vector<std::string>& args : {std::vector<std::string>{},
                                               {"--bogus"},
                                               {"--bogus", "--", "ls"},
                                               {"-r"},
                                               {"x", "--", "ls"}}) {
    const Options o = Parse(args);
    EXPECT_EQ(o.action, Options::Action::kDone);
    EXPECT_EQ(o.exit_code, 2);
  }
}

}  // namespace
}  // namespace falco_run::app
