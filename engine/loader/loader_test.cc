// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/loader.h"

#include <gtest/gtest.h>

#include "engine/loader/loader_test_util.h"

// Items, lists and macros; rule_items_test.cc has the kinds of rule items.
namespace falco_run::engine {
namespace {

TEST(LoaderTest, WholeRule) {
  TestLoader t;
  ASSERT_TRUE(t.Add(R"(
- required_engine_version: 0.26.0
- required_engine_version: 12
- rule: A rule
  desc: what it is for
  condition: evt.type = open and
    proc.name = cat
  output: "  file=%fd.name  "
  priority: Critical
  source: syscall
  tags: [b, a, b]
  enabled: false
)")) << t.Error();
  EXPECT_EQ(t.Warnings(), "");
  EXPECT_EQ(t.last.schema, SchemaStatus::kOk);
  EXPECT_EQ(t.loader.rules().required_engine_version, "0.26.0");
  const Rule& rule = *t.Find("A rule");
  EXPECT_EQ(rule.description, "what it is for");
  EXPECT_EQ(rule.condition, "evt.type = open and proc.name = cat");
  EXPECT_EQ(PrintCondition(*rule.expr), "(evt.type = open and proc.name = cat)");
  EXPECT_EQ(rule.output, "file=%fd.name");
  EXPECT_EQ(rule.priority, proto::CRITICAL);
  EXPECT_EQ(rule.tags, (std::set<std::string>{"a", "b"}));
  EXPECT_FALSE(rule.enabled);
}

TEST(LoaderTest, EmptyAndNullThingsAreFine) {
  TestLoader t;
  EXPECT_TRUE(t.Add(""));
  EXPECT_TRUE(t.Add("---\n---\n-\n- \n---\n"));
  EXPECT_TRUE(t.Add("# comment\n"));
  EXPECT_EQ(t.Warnings(), "");
}

TEST(LoaderTest, ShapeErrors) {
  TestLoader t;
  EXPECT_FALSE(t.Add("foo: bar"));
  EXPECT_EQ(t.Error(), "LOAD_ERR_YAML_VALIDATE: Rules content is not yaml array of objects");
  EXPECT_FALSE(t.Add("just text"));
  EXPECT_EQ(t.Error(), "LOAD_ERR_YAML_VALIDATE: Rules content is not yaml");
  EXPECT_FALSE(t.Add("- [a]"));
  EXPECT_EQ(t.Error(),
            "LOAD_ERR_YAML_VALIDATE: Unexpected element type. Each element should be a yaml "
            "associative array.");
  EXPECT_FALSE(t.Add("- list: x\n  items: [a\n- b"));
  EXPECT_EQ(t.Error().substr(0, 20), "LOAD_ERR_YAML_PARSE:");
  EXPECT_FALSE(t.Add("- list:\n  items: [a]"));
  EXPECT_EQ(t.Error(), "LOAD_ERR_YAML_VALIDATE: Mapping for key 'list' is empty");
  EXPECT_FALSE(t.Add("- list: x"));
  EXPECT_EQ(t.Error(), "LOAD_ERR_YAML_VALIDATE: Item has no mapping for key 'items'");
  EXPECT_FALSE(t.Add("- list: x\n  items: a"));
  EXPECT_EQ(t.Error(), "LOAD_ERR_YAML_VALIDATE: Value is not a sequence");
  EXPECT_FALSE(t.Add("- list: x\n  items: [[a]]"));
  EXPECT_EQ(t.Error(), "LOAD_ERR_YAML_VALIDATE: sequence value is not scalar");
  EXPECT_FALSE(t.Add("- macro: x\n  condition: ''"));
  EXPECT_EQ(t.Error(), "LOAD_ERR_YAML_VALIDATE: Value must be non-empty");
  EXPECT_FALSE(t.Add("- macro: x\n  condition: {}"));
  EXPECT_EQ(t.Error(), "LOAD_ERR_YAML_VALIDATE: Value is not a scalar value");
}

TEST(LoaderTest, YamlThatYamlCppNeverFinishes) {
  TestLoader t;
  for (const char* text : {",", "- list: l\n  items: [a]\n, x", "? ,", "!,"}) {
    EXPECT_FALSE(t.Add(text)) << text;
    EXPECT_EQ(t.last.errors[0].code, ProblemCode::kYamlParse) << text;
  }
}

TEST(LoaderTest, YamlThatContainsItself) {
  TestLoader t;
  EXPECT_FALSE(t.Add("- list: l\n  items: &a [*a]\n"));
  EXPECT_FALSE(t.Add(
      RuleYaml("r", "a.b = 1", "  exceptions: [{name: e, fields: [a.b], values: &v [*v]}]\n")));
}

TEST(LoaderTest, UnknownItemsAndKeysAreIgnoredWithAWarning) {
  TestLoader t;
  ASSERT_TRUE(t.Add("- what: ever\n- list: l\n  items: [a]\n  priority: x\n"));
  EXPECT_EQ(t.Warnings(), "LOAD_UNKNOWN_ITEM LOAD_UNKNOWN_KEY LOAD_UNUSED_LIST");
  EXPECT_EQ(t.last.warnings[1].message, "Unknown key 'priority'");
  EXPECT_EQ(t.last.warnings[1].snippet, "  priority: x\n  ^\n");
}

TEST(LoaderTest, RequiredVersions) {
  TestLoader t;
  EXPECT_FALSE(t.Add("- required_engine_version: 64"));
  EXPECT_EQ(t.Error(),
            "LOAD_ERR_VALIDATE: Rules require engine version 0.64.0, but engine version is "
            "0.63.0");
  EXPECT_FALSE(t.Add("- required_engine_version: soon"));
  EXPECT_EQ(t.Error(),
            "LOAD_ERR_YAML_VALIDATE: Unable to parse engine version 'soon' as a semver string. "
            "Expected \"x.y.z\" semver format.");
  EXPECT_FALSE(t.Add("- required_plugin_versions:\n  - name: json\n    version: x"));
  EXPECT_EQ(t.Error(), "LOAD_ERR_VALIDATE: Invalid required version 'x' for plugin 'json'");
  EXPECT_FALSE(t.Add("- required_plugin_versions: json"));
  EXPECT_EQ(t.Error(),
            "LOAD_ERR_YAML_VALIDATE: Value of required_plugin_versions must be a sequence");
  ASSERT_TRUE(t.Add(R"(
- required_plugin_versions:
  - name: k8saudit
    version: 0.7.0
    alternatives:
      - name: k8saudit-eks
        version: 0.4.0
  - name: json
    version: 0.7.0
)"));
  EXPECT_TRUE(t.loader.CheckPlugins({{"k8saudit-eks", "0.4.1"}, {"json", "0.7.0"}}).ok());
  EXPECT_FALSE(t.loader.CheckPlugins({{"k8saudit", "0.6.9"}, {"json", "0.7.0"}}).ok());
  EXPECT_EQ(std::string(t.loader.CheckPlugins({{"json", "0.7.0"}}).message()),
            "Plugin requirement not satisfied, must load one of: k8saudit (>= 0.7.0), "
            "k8saudit-eks (>= 0.4.0)");
}

TEST(LoaderTest, ListsExpandInConditions) {
  TestLoader t;
  ASSERT_TRUE(t.Add(R"(
- list: shells
  items: [sh, "my sh"]
- list: all
  items: [shells, later, 7]
- list: later
  items: [x]
- macro: shell
  condition: proc.name in (all)
)" + RuleYaml("r", "evt.type = open and (shell or proc.pname in (cat, shells))")))
      << t.Error();
  EXPECT_EQ(t.Condition("r"),
            "(evt.type = open and (proc.name in (sh, \"my sh\", x, 7) or "
            "proc.pname in (cat, sh, \"my sh\")))");
  EXPECT_EQ(t.Warnings(), "");
}

TEST(LoaderTest, ListsAndMacrosAppendAndRedefine) {
  TestLoader t;
  const std::string rule = RuleYaml("r", "evt.type = open and m");
  ASSERT_TRUE(t.Add("- list: l\n  items: [a]\n- macro: m\n  condition: p.n in (l)\n" + rule));
  EXPECT_EQ(t.Condition("r"), "(evt.type = open and p.n in (a))");
  ASSERT_TRUE(
      t.Add("- list: l\n  items: [b]\n  override: {items: append}\n"
            "- macro: m\n  condition: or q.r exists\n  append: true\n"));
  EXPECT_EQ(t.Warnings(), "LOAD_DEPRECATED_ITEM");
  EXPECT_EQ(t.Condition("r"), "(evt.type = open and (p.n in (a, b) or q.r exists))");
  ASSERT_TRUE(
      t.Add("- list: l\n  items: [c]\n- macro: m\n  condition: p.n in (l, d)\n"
            "  override:\n    condition: replace\n"));
  EXPECT_EQ(t.Condition("r"), "(evt.type = open and p.n in (c, d))");
  EXPECT_FALSE(t.Add("- list: nope\n  items: [a]\n  append: true"));
  EXPECT_FALSE(t.Add("- macro: nope\n  condition: a\n  override: {condition: append}"));
}

TEST(LoaderTest, MacrosSeeWhatIsDefinedBeforeThem) {
  TestLoader t;
  EXPECT_FALSE(t.Add("- macro: a\n  condition: b\n- macro: b\n  condition: x.y = 1\n"));
  EXPECT_EQ(t.Error(), "LOAD_ERR_VALIDATE: Undefined macro 'b' used in filter.");

  TestLoader redefined;
  ASSERT_TRUE(
      redefined.Add("- macro: a\n  condition: x.y = 0\n- macro: b\n"
                    "  condition: x.y = 1\n- macro: a\n  condition: b\n" +
                    RuleYaml("r", "a")));
  EXPECT_EQ(redefined.Condition("r"), "x.y = 1");
  EXPECT_FALSE(redefined.Add("- macro: a\n  condition: not a\n"));
  EXPECT_EQ(redefined.Error(), "LOAD_ERR_VALIDATE: reference loop in macro 'a'");
}

TEST(LoaderTest, RulesSeeMacrosFurtherDownTheFile) {
  TestLoader t;
  ASSERT_TRUE(t.Add(RuleYaml("r", "evt.type = open and m") + "- macro: m\n  condition: x.y = 1\n"));
  TestLoader apart;
  EXPECT_FALSE(apart.Add(RuleYaml("r", "evt.type = open and m")));
  EXPECT_EQ(apart.Error(), "LOAD_ERR_VALIDATE: Undefined macro 'm' used in filter.");
}

TEST(LoaderTest, UnusedAndInvalidNames) {
  TestLoader t;
  ASSERT_TRUE(t.Add("- list: my list\n  items: [a]\n- macro: my-macro\n  condition: a.b = 1\n"));
  EXPECT_EQ(t.Warnings(),
            "LOAD_INVALID_LIST_NAME LOAD_INVALID_MACRO_NAME LOAD_UNUSED_MACRO LOAD_UNUSED_LIST");
  // Every later file is told again.
  ASSERT_TRUE(t.Add("", "g.yaml"));
  EXPECT_EQ(t.Warnings(), "LOAD_UNUSED_MACRO LOAD_UNUSED_LIST");
  EXPECT_EQ(t.last.warnings[0].locations.back().file, "f.yaml");
  EXPECT_EQ(t.last.warnings[0].snippet, "- macro: my-macro\n  ^\n");
}

TEST(LoaderTest, RulesStayWhatTheyWereAfterAnError) {
  TestLoader t;
  ASSERT_TRUE(t.Add(RuleYaml("r", "evt.type = open")));
  EXPECT_FALSE(t.Add(RuleYaml("r", "evt.type = close") + RuleYaml("s", "(")));
  EXPECT_EQ(t.Condition("r"), "evt.type = open");
  EXPECT_EQ(t.loader.rules().rules.size(), 1u);
}

TEST(LoaderTest, HugeConditionsAreErrors) {
  TestLoader t;
  std::string yaml;
  for (int i = 0; i < 40; ++i) {
    const std::string next = "l" + std::to_string(i + 1);
    yaml +=
        "- list: l" + std::to_string(i) + "\n  items: [" + next + ", " + next + ", " + next + "]\n";
  }
  EXPECT_FALSE(t.Add(yaml + RuleYaml("r", "a.b in (l0)")));
  EXPECT_EQ(t.last.errors[0].code, ProblemCode::kValidate);
}

TEST(LoaderTest, FileThatCannotBeRead) {
  Loader loader(TestOptions());
  const LoadResult result = loader.LoadFile("/no/such/file.yaml");
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.errors[0].code, ProblemCode::kFileRead);
  EXPECT_EQ(result.errors[0].message, "cannot read /no/such/file.yaml: No such file or directory");
  EXPECT_FALSE(loader.LoadFile("/").ok());
}

TEST(LoaderTest, SchemaIsOnlyInformative) {
  TestLoader t;
  ASSERT_TRUE(t.Add(RuleYaml("r", "evt.type = open", "  capture: \"yes\"\n")));
  EXPECT_EQ(t.last.schema, SchemaStatus::kFailed);
  EXPECT_EQ(t.last.schema_warnings[0], "line 1: the value of 'capture' must be true or false");
  EXPECT_TRUE(t.Find("r")->capture);
}

}  // namespace
}  // namespace falco_run::engine
