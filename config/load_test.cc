// SPDX-License-Identifier: Apache-2.0
#include "config/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "config/reader.h"

namespace falco_run::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Keys& TestKeys() {
  static const auto* const keys = new Keys{
      {"config_files", Type::kAny},
      {"priority", Type::kText, "debug"},
      {"json_output", Type::kBool, "false"},
      {"rule_matching", Type::kText, "first", "", false, "first|all"},
      {"rules_files", Type::kTextList},
      {"rules[].disable.rule"},
      {"http_output.enabled", Type::kBool, "false"},
      {"http_output.url"},
      {"outputs_queue.capacity", Type::kNumber, "0"},
      {"metrics.interval", Type::kDuration, "1h"},
      {"slack.webhookurl", Type::kText, "", "", true, "", true},
      {"customfields", Type::kTextMap, "", "", false, "", true},
      {"engine", Type::kAny, "", "", false, "", false, "there is no driver"},
  };
  return *keys;
}

class LoadTest : public testing::Test {
 protected:
  LoadTest() {
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    directory_ = testing::TempDir() + "/load_test_" + name;
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_);
  }

  std::string Write(const std::string& name, const std::string& text) {
    const std::string path = directory_ + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path) << text;
    return path;
  }

  absl::StatusOr<Document> LoadText(const std::string& text,
                                    std::vector<std::string> overrides = {}) {
    const Environment environment = [this](std::string_view name) -> std::optional<std::string> {
      const auto it = variables_.find(std::string(name));
      if (it == variables_.end()) return std::nullopt;
      return it->second;
    };
    return Load({Write("main.yaml", text), environment, std::move(overrides)}, TestKeys());
  }

  std::string ErrorOf(const std::string& text, std::vector<std::string> overrides = {}) {
    const auto document = LoadText(text, std::move(overrides));
    return document.ok() ? "" : std::string(document.status().message());
  }

  std::string directory_;
  std::map<std::string, std::string> variables_;
};

TEST_F(LoadTest, ReadsValuesAndDefaults) {
  const auto document = LoadText("json_output: yes\nrules_files: [a.yaml, b.yaml]\n");
  ASSERT_TRUE(document.ok()) << document.status();
  const Reader reader(document->root, TestKeys());
  EXPECT_TRUE(reader.Bool("json_output"));
  EXPECT_THAT(reader.TextList("rules_files"), ElementsAre("a.yaml", "b.yaml"));
  EXPECT_EQ(reader.Text("priority"), "debug");
  EXPECT_EQ(reader.Duration("metrics.interval"), std::chrono::hours(1));
  EXPECT_THAT(document->warnings, IsEmpty());
}

TEST_F(LoadTest, OverridesComeLast) {
  const auto document = LoadText(
      "priority: info\nhttp_output: {enabled: true, url: http://a/}\n",
      {"http_output.url=http://b/?x=1", "rules[]={disable: {rule: X*}}", "priority=error"});
  ASSERT_TRUE(document.ok()) << document.status();
  const Reader reader(document->root, TestKeys());
  EXPECT_TRUE(reader.Bool("http_output.enabled"));
  EXPECT_EQ(reader.Text("http_output.url"), "http://b/?x=1");
  EXPECT_EQ(reader.Text("priority"), "error");
  EXPECT_EQ(reader.Find("rules")->items[0].Find("disable")->Find("rule")->scalar, "X*");
  EXPECT_EQ(reader.Name("priority"), "-o priority=error: priority");
}

TEST_F(LoadTest, UnknownKeysAreWarnings) {
  const auto document = LoadText("json_ouput: true\nhttp_output:\n  urll: x\nnonsense_at_all: 1\n");
  ASSERT_TRUE(document.ok()) << document.status();
  const std::string file = directory_ + "/main.yaml";
  EXPECT_THAT(document->warnings,
              ElementsAre(file + ":1:1: unknown key 'json_ouput'; did you mean 'json_output'?",
                          file + ":3:3: unknown key 'http_output.urll'; did you mean 'url'?",
                          HasSubstr(":4:1: unknown key 'nonsense_at_all'")));
}

TEST_F(LoadTest, KeysWithoutEffectSayWhyOnce) {
  const auto document = LoadText("engine:\n  kind: kmod\n  kmod: {buf_size_preset: 4}\n");
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_THAT(document->warnings,
              ElementsAre(HasSubstr(":1:1: 'engine' has no effect here: there is no driver")));
}

TEST_F(LoadTest, ValuesThatDoNotFitAreErrorsAllAtOnce) {
  const std::string error = ErrorOf(
      "json_output: maybe\nrule_matching: last\noutputs_queue: {capacity: -3}\n"
      "metrics: {interval: soon}\nrules_files: {a: 1}\nhttp_output: [1]\nrules: 3\n");
  EXPECT_THAT(error, HasSubstr("main.yaml:1:1: json_output must be true or false, not 'maybe'"));
  EXPECT_THAT(error, HasSubstr(":2:1: rule_matching must be first or all, not 'last'"));
  EXPECT_THAT(error, HasSubstr("outputs_queue.capacity must be a whole number, not '-3'"));
  EXPECT_THAT(error, HasSubstr("metrics.interval must be a duration"));
  EXPECT_THAT(error, HasSubstr("rules_files must be a list of texts, not a map"));
  EXPECT_THAT(error, HasSubstr("http_output must be a map, not a list"));
  EXPECT_THAT(error, HasSubstr("rules must be a list, not '3'"));
}

TEST_F(LoadTest, SecretsAreNotInErrors) {
  EXPECT_THAT(
      ErrorOf("slack: {webhookurl: [hush]}\n"),
      testing::AllOf(HasSubstr("slack.webhookurl must be text"), testing::Not(HasSubstr("hush"))));
}

TEST_F(LoadTest, LettersMayBeCapital) {
  const auto document = LoadText(
      "slack: {WebhookURL: https://old/}\nSlack: {webhookUrl: https://new/}\n"
      "customFields: {Team: red}\nhttp_output: {urll: x}\n");
  ASSERT_TRUE(document.ok()) << document.status();
  const Reader reader(document->root, TestKeys());
  EXPECT_EQ(reader.Text("slack.webhookurl"), "https://new/");
  EXPECT_EQ(reader.TextMap("customfields"), (std::map<std::string, std::string>{{"Team", "red"}}));
  EXPECT_THAT(document->warnings, ElementsAre(HasSubstr("unknown key 'http_output.urll'")));
}

TEST_F(LoadTest, AMapMayBeOneText) {
  const auto document = LoadText("customfields: 'team:red, url:http://x/'\n");
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(Reader(document->root, TestKeys()).TextMap("customfields"),
            (std::map<std::string, std::string>{{"team", "red"}, {"url", "http://x/"}}));
  EXPECT_TRUE(LoadText("customfields: ''\n").ok());
  EXPECT_THAT(ErrorOf("customfields: red\n"), HasSubstr("or name:value,name:value, not 'red'"));
}

TEST_F(LoadTest, AnEmptyTextIsNotSet) {
  const auto document = LoadText("metrics: {interval: ''}\njson_output: ''\npriority: ''\n");
  ASSERT_TRUE(document.ok()) << document.status();
  const Reader reader(document->root, TestKeys());
  EXPECT_EQ(reader.Duration("metrics.interval"), std::chrono::hours(1));
  EXPECT_EQ(reader.Text("priority"), "");
}

TEST_F(LoadTest, BrokenYamlHasAPlace) {
  EXPECT_THAT(ErrorOf("priority: [\n"), HasSubstr("main.yaml:2:"));
  EXPECT_THAT(ErrorOf("priority: a\npriority: b\n"),
              HasSubstr("main.yaml:2:1: the key 'priority' stands here twice"));
  EXPECT_THAT(ErrorOf("- a\n"), HasSubstr("a configuration is a map"));
  EXPECT_THAT(ErrorOf("", {"priority"}), HasSubstr("key=value"));
  EXPECT_THAT(ErrorOf("", {"a..b=1"}), HasSubstr("-o a..b=1: a part of the key is empty"));
}

TEST_F(LoadTest, AliasesCannotMultiplyWithoutEnd) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int n = 0; n < 10; ++n) text += before + " , ";
    text += before + " ]\n";
  }
  EXPECT_THAT(ErrorOf(text), HasSubstr("too many values"));
}

TEST_F(LoadTest, ExpandsTheEnvironment) {
  variables_ = {{"HOST", "hub"}, {"NESTED", "${HOST}"}};
  const auto document =
      LoadText("http_output: {url: 'http://${HOST}/${UNSET}$${HOST}'}\npriority: ${NESTED}\n");
  ASSERT_TRUE(document.ok()) << document.status();
  const Reader reader(document->root, TestKeys());
  EXPECT_EQ(reader.Text("http_output.url"), "http://hub/${HOST}");
  EXPECT_EQ(reader.Text("priority"), "${HOST}");
}

TEST_F(LoadTest, VariablesSetKeysAndSecretsComeFromFiles) {
  variables_ = {{"SLACK_WEBHOOKURL_FILE", Write("secret", "https://hooks/1\n")},
                {"CUSTOMFIELDS", "team:red,zone:1"}};
  const auto document = LoadText("slack: {webhookurl: https://old/}\n");
  ASSERT_TRUE(document.ok()) << document.status();
  const Reader reader(document->root, TestKeys());
  EXPECT_EQ(reader.Text("slack.webhookurl"), "https://hooks/1");
  EXPECT_EQ(reader.TextMap("customfields"),
            (std::map<std::string, std::string>{{"team", "red"}, {"zone", "1"}}));
  const auto other = LoadText("slack: {webhookurl_file: " + directory_ + "/absent}\n");
  variables_.clear();
  EXPECT_THAT(ErrorOf("slack: {webhookurl_file: " + directory_ + "/absent}\n"),
              HasSubstr("No such file"));
}

TEST_F(LoadTest, ConfigFilesMerge) {
  Write("d/2.yaml", "rules_files: [two]\npriority: error\n");
  Write("d/1.yaml", "rules_files: [one]\nhttp_output: {url: http://x/}\n");
  Write("add.yaml", "priority: notice\njson_output: true\n");
  Write("over.yaml", "rules_files: [last]\n");
  const std::string main =
      "rules_files: [zero]\nhttp_output: {enabled: true}\nconfig_files:\n  - " + directory_ +
      "/d\n  - {path: " + directory_ + "/add.yaml, strategy: add-only}\n  - " + directory_ +
      "/absent\n";
  auto document = LoadText(main);
  ASSERT_TRUE(document.ok()) << document.status();
  const Reader reader(document->root, TestKeys());
  EXPECT_THAT(reader.TextList("rules_files"), ElementsAre("zero", "one", "two"));
  EXPECT_EQ(reader.Text("priority"), "error");
  EXPECT_TRUE(reader.Bool("json_output"));
  // A map is replaced whole.
  EXPECT_FALSE(reader.Bool("http_output.enabled"));
  EXPECT_EQ(document->files.size(), 4u);

  document = LoadText(
      main, {"config_files[]={path: " + directory_ + "/over.yaml, " + "strategy: override}"});
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_THAT(Reader(document->root, TestKeys()).TextList("rules_files"), ElementsAre("last"));

  Write("d/3.yaml", "config_files: [x]\n");
  EXPECT_THAT(ErrorOf(main), HasSubstr("3.yaml:1:1: an included file cannot include"));
}

}  // namespace
}  // namespace falco_run::config
