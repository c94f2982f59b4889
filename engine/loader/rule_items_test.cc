// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/loader/loader_test_util.h"

// Rule items: definitions, appends, overrides, switches, sources and checks.
namespace falco_run::engine {
namespace {

constexpr char kOpen[] = "evt.type = open";

TEST(RuleItemsTest, RequiredKeysAndPriority) {
  TestLoader t;
  EXPECT_FALSE(t.Add("- rule: r\n  condition: a\n  desc: d\n  output: o\n"));
  EXPECT_EQ(t.Error(), "LOAD_ERR_YAML_VALIDATE: Item has no mapping for key 'priority'");
  EXPECT_FALSE(t.Add("- rule: r\n  condition: a\n  desc: d\n  output: o\n  priority: high\n"));
  EXPECT_EQ(t.Error(), "LOAD_ERR_YAML_VALIDATE: Invalid priority");
  EXPECT_EQ(t.last.errors[0].snippet, "  priority: high\n            ^\n");
  EXPECT_FALSE(t.Add(RuleYaml("r", "a", "  enabled: maybe\n")));
  EXPECT_EQ(t.Error(), "LOAD_ERR_YAML_VALIDATE: Can't decode YAML scalar value");
  EXPECT_FALSE(t.Add(RuleYaml("r", "a", "  capture_duration: -1\n")));
}

TEST(RuleItemsTest, RedefinitionKeepsThePlace) {
  TestLoader t;
  ASSERT_TRUE(t.Add(RuleYaml("first", kOpen, "  enabled: false\n  tags: [x]\n") +
                    RuleYaml("second", kOpen)));
  ASSERT_TRUE(t.Add(RuleYaml("first", "evt.type = close")));
  EXPECT_EQ(t.loader.rules().rules[0].name, "first");
  EXPECT_EQ(t.Condition("first"), "evt.type = close");
  EXPECT_TRUE(t.Find("first")->enabled);
  EXPECT_TRUE(t.Find("first")->tags.empty());
}

TEST(RuleItemsTest, AppendIsTextual) {
  TestLoader t;
  ASSERT_TRUE(t.Add(RuleYaml("r", "evt.type = open and a.b = 1")));
  ASSERT_TRUE(t.Add("- rule: r\n  append: true\n  condition: or c.d = 2\n  enabled: false\n"));
  EXPECT_EQ(t.Condition("r"), "((evt.type = open and a.b = 1) or c.d = 2)");
  EXPECT_EQ(t.Find("r")->condition, "evt.type = open and a.b = 1 or c.d = 2");
  EXPECT_TRUE(t.Find("r")->enabled);
  EXPECT_FALSE(t.Add("- rule: r\n  append: true\n"));
  EXPECT_EQ(t.Error(),
            "LOAD_ERR_VALIDATE: Appended rule must have exceptions or condition property");
  EXPECT_FALSE(t.Add("- rule: s\n  append: true\n  condition: a\n"));
  EXPECT_EQ(t.Error(),
            "LOAD_ERR_VALIDATE: Rule uses 'append' or 'override.<key>: append' but no rule by "
            "that name already exists");
}

TEST(RuleItemsTest, OverrideAppendsAndReplaces) {
  TestLoader t;
  ASSERT_TRUE(t.Add(RuleYaml("r", kOpen, "  tags: [x]\n  enabled: false\n")));
  ASSERT_TRUE(t.Add(R"(
- rule: r
  condition: and a.b = 1
  output: more
  desc: new
  tags: [y]
  enabled: true
  priority: ALERT
  capture: true
  capture_duration: 5
  override:
    condition: append
    output: append
    desc: replace
    tags: append
    enabled: replace
    priority: replace
    capture: replace
    capture_duration: replace
)")) << t.Error();
  EXPECT_EQ(t.Warnings(), "");
  const Rule& rule = *t.Find("r");
  EXPECT_EQ(t.Condition("r"), "(evt.type = open and a.b = 1)");
  EXPECT_EQ(rule.output, "o more");
  EXPECT_EQ(rule.description, "new");
  EXPECT_EQ(rule.tags, (std::set<std::string>{"x", "y"}));
  EXPECT_TRUE(rule.enabled);
  EXPECT_EQ(rule.priority, proto::ALERT);
  EXPECT_TRUE(rule.capture);
  EXPECT_EQ(rule.capture_duration_ms, 5u);
}

TEST(RuleItemsTest, OverrideErrors) {
  TestLoader t;
  ASSERT_TRUE(t.Add(RuleYaml("r", kOpen)));
  const auto error = [&](const std::string& body) {
    EXPECT_FALSE(t.Add("- rule: r\n" + body));
    return t.last.errors.at(0).message;
  };
  EXPECT_EQ(error("  priority: INFO\n  override: {priority: append}"),
            "Key 'priority' cannot be appended to, use 'replace' instead");
  EXPECT_EQ(t.last.errors[0].snippet, "  override: {priority: append}\n             ^\n");
  EXPECT_EQ(error("  source: x\n  override: {source: replace}"), "Key 'source' cannot be replaced");
  EXPECT_EQ(error("  desc: x\n  override: {desc: change}"),
            "Invalid override operation for key 'desc': 'change'. Allowed values are: append "
            "replace ");
  EXPECT_EQ(error("  desc: x\n  override: {enabled: replace}"),
            "An replace override for 'enabled' was specified but 'enabled' is not defined");
  EXPECT_EQ(error("  desc: x\n  output: y\n  override: {desc: append}"),
            "Unexpected key 'output': no corresponding entry under 'override' is defined.");
  EXPECT_EQ(error("  desc: x\n  append: true\n  override: {desc: append}").substr(0, 26),
            "Keys 'override' and 'appen");
  EXPECT_EQ(error("  desc: x\n  override: replace"), "Value of 'override' must be a mapping");
  EXPECT_FALSE(t.Add("- rule: s\n  desc: x\n  override: {desc: replace}"));
  EXPECT_EQ(t.Error(),
            "LOAD_ERR_VALIDATE: An 'override.<key>: replace' to a rule was requested but no rule "
            "by that name already exists");
}

TEST(RuleItemsTest, EnabledAloneSwitches) {
  TestLoader t;
  ASSERT_TRUE(t.Add(RuleYaml("r", kOpen) + "- rule: r\n  enabled: false\n"));
  EXPECT_EQ(t.Warnings(), "LOAD_DEPRECATED_ITEM");
  EXPECT_FALSE(t.Find("r")->enabled);
  EXPECT_FALSE(t.Add("- rule: s\n  enabled: false\n"));
  EXPECT_EQ(t.Error(),
            "LOAD_ERR_VALIDATE: Rule has 'enabled' key but no rule by that name already exists");
  EXPECT_FALSE(t.Add("- rule: r\n"));
  EXPECT_EQ(t.Error(), "LOAD_ERR_YAML_VALIDATE: Item has no mapping for key 'enabled'");
}

TEST(RuleItemsTest, Sources) {
  TestLoader t;
  ASSERT_TRUE(t.Add(RuleYaml("r", "x.y = 1", "  source: k8s_audit\n") +
                    RuleYaml("s", "x.y = 1 and nope", "  source: mars\n") +
                    "- rule: s\n  append: true\n  condition: or z\n"));
  EXPECT_EQ(t.Warnings(), "LOAD_UNKNOWN_SOURCE LOAD_DEPRECATED_ITEM");
  EXPECT_EQ(t.last.warnings[0].message, "Unknown source mars, skipping");
  EXPECT_EQ(t.Find("r")->source, "k8s_audit");
  EXPECT_EQ(t.Find("s"), nullptr);
  EXPECT_FALSE(t.Add(RuleYaml("r", "x.y = 1")));
  const std::string error = "LOAD_ERR_VALIDATE: Rule has been re-defined with a different source";
  EXPECT_EQ(t.Error(), error);
  EXPECT_FALSE(t.Add("- rule: r\n  source: syscall\n  append: true\n  condition: or z.z = 1\n"));
  EXPECT_EQ(t.Error(), error);
  EXPECT_TRUE(t.Add("- rule: r\n  source: k8s_audit\n  append: true\n  condition: or z.z = 1\n"));
  EXPECT_TRUE(t.Add("- rule: r\n  source:\n  append: true\n  condition: or z.z = 1\n"));
}

TEST(RuleItemsTest, CheckersFindProblems) {
  TestLoader t;
  EXPECT_FALSE(t.Add(RuleYaml("r", "evt.type = open and no.field = 1")));
  EXPECT_EQ(t.Error(),
            "LOAD_ERR_COMPILE_CONDITION: filter_check called with nonexistent field no.field");
  EXPECT_EQ(t.last.errors[0].snippet, "evt.type = open and no.field = 1\n                    ^\n");
  EXPECT_FALSE(
      t.Add("- rule: r\n  condition: evt.type = open\n  desc: d\n  priority: INFO\n"
            "  output: \"x=%no.field\"\n"));
  EXPECT_EQ(t.Error(), "LOAD_ERR_COMPILE_OUTPUT: invalid formatting token no.field");
  EXPECT_EQ(t.last.errors[0].snippet, "x=%no.field\n  ^\n");
  EXPECT_EQ(t.last.errors[0].locations.back().kind, ItemKind::kRuleOutput);
}

TEST(RuleItemsTest, SkipIfUnknownFilter) {
  TestLoader t;
  const std::string skip = "  skip-if-unknown-filter: true\n";
  ASSERT_TRUE(t.Add(RuleYaml("r", "no.field = 1", skip) +
                    "- rule: s\n  condition: evt.type = open\n  desc: d\n  priority: INFO\n"
                    "  output: \"%no.field\"\n" +
                    skip + RuleYaml("u", kOpen, skip)));
  EXPECT_EQ(t.Warnings(), "LOAD_UNKNOWN_FILTER LOAD_UNKNOWN_FILTER");
  EXPECT_EQ(t.loader.rules().rules.size(), 1u);
  EXPECT_FALSE(t.Add(RuleYaml("v", "(", skip)));
}

TEST(RuleItemsTest, WarningsOfConditions) {
  TestLoader t;
  ASSERT_TRUE(t.Add(RuleYaml("r", "hint.me = 1") +
                    RuleYaml("s", "a.b = 1", "  warn_evttypes: false\n") +
                    RuleYaml("k", "ka.x = <NA>", "  source: k8s_audit\n") +
                    RuleYaml("d", "evt.type = open and evt.dir = >")));
  EXPECT_EQ(t.Warnings(),
            "LOAD_COMPILE_CONDITION LOAD_NO_EVTTYPE LOAD_UNSAFE_NA_CHECK LOAD_DEPRECATED_ITEM");
}

TEST(RuleItemsTest, ContainerInfoIsDropped) {
  TestLoader t;
  ASSERT_TRUE(
      t.Add("- rule: r\n  condition: evt.type = open\n  desc: d\n  priority: INFO\n"
            "  output: a (%container.info) %container.info b\n"));
  EXPECT_EQ(t.Warnings(), "LOAD_DEPRECATED_ITEM");
  EXPECT_EQ(t.Find("r")->output, "a ()  b");
}

TEST(RuleItemsTest, PositionsPointToTheText) {
  TestLoader t;
  ASSERT_TRUE(t.Add("- list: many\n  items: [one, two, three]\n" +
                    RuleYaml("r", "evt.type = open and a.b in (many) and c.d = 1")));
  // Behind an expanded list.
  EXPECT_FALSE(
      t.Add("- rule: r\n  condition: evt.type in (many) and nope\n  override:\n"
            "    condition: replace\n"));
  const Problem& problem = t.last.errors[0];
  EXPECT_EQ(problem.snippet, "evt.type in (many) and nope\n                       ^\n");
  ASSERT_EQ(problem.locations.size(), 4u);
  EXPECT_EQ(problem.locations[1].kind, ItemKind::kRule);
  EXPECT_EQ(problem.locations[1].item_name, "r");
  EXPECT_EQ(problem.locations[2].kind, ItemKind::kRuleCondition);
  EXPECT_EQ(problem.locations[2].line, 1u);
  EXPECT_EQ(problem.locations[2].column, 13u);
  EXPECT_EQ(problem.locations[3].file, "\"evt.type in (many...\"");
  EXPECT_EQ(problem.locations[3].line, 2u);
  EXPECT_EQ(problem.locations[3].column, 13u + 24u);
}

TEST(RuleItemsTest, PositionsInAppendedTextPointToTheAppend) {
  TestLoader t;
  ASSERT_TRUE(t.Add(RuleYaml("r", kOpen)));
  ASSERT_FALSE(t.Add("- rule: r\n  condition: foo\n  append: true\n", "g.yaml"));
  EXPECT_EQ(t.Error(),
            "LOAD_ERR_COMPILE_CONDITION: unexpected token after 'open', expecting 'or', 'and'");
  const Problem& problem = t.last.errors[0];
  EXPECT_EQ(problem.snippet, "foo\n^\n");
  EXPECT_EQ(problem.locations[1].file, "g.yaml");
  EXPECT_EQ(problem.locations[1].item_name, "r");
}

}  // namespace
}  // namespace falco_run::engine
