// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/selection.h"

#include <gtest/gtest.h>

#include <vector>

namespace falco_run::engine {
namespace {

RuleSet MakeRules() {
  RuleSet rules;
  rules.rules.push_back({.name = "open one", .priority = proto::ERROR, .tags = {"file"}});
  rules.rules.push_back({.name = "open two", .priority = proto::INFORMATIONAL, .tags = {"net"}});
  rules.rules.push_back(
      {.name = "close", .priority = proto::DEBUG, .tags = {"file", "net"}, .enabled = false});
  return rules;
}

std::string Enabled(const RuleSet& rules) {
  std::string enabled;
  for (const Rule& rule : rules.rules) enabled += rule.enabled ? '1' : '0';
  return enabled;
}

TEST(SelectionTest, AppliesInOrder) {
  RuleSet rules = MakeRules();
  const std::vector<RuleSelector> selectors = {{.enable = false, .rule = "*"},
                                               {.enable = true, .tag = "file"},
                                               {.enable = false, .rule = "open*"}};
  SelectRules(selectors, rules);
  EXPECT_EQ(Enabled(rules), "001");
}

TEST(SelectionTest, RuleAndTagMustBothMatch) {
  RuleSet rules = MakeRules();
  const std::vector<RuleSelector> selectors = {{.enable = false, .rule = "open*", .tag = "net"},
                                               {.enable = true}};
  SelectRules(selectors, rules);
  EXPECT_EQ(Enabled(rules), "100");
}

TEST(SelectionTest, MinimumPriority) {
  RuleSet rules = MakeRules();
  DropBelowPriority(proto::INFORMATIONAL, rules);
  EXPECT_EQ(rules.rules.size(), 2u);
  DropBelowPriority(proto::EMERGENCY, rules);
  EXPECT_TRUE(rules.rules.empty());
}

TEST(SelectionTest, Wildcards) {
  EXPECT_TRUE(WildcardMatch("*", ""));
  EXPECT_TRUE(WildcardMatch("a*c*e", "abcde"));
  EXPECT_TRUE(WildcardMatch("*b*b", "abbb"));
  EXPECT_TRUE(WildcardMatch("a", "a"));
  EXPECT_FALSE(WildcardMatch("a", "ab"));
  EXPECT_FALSE(WildcardMatch("*b", "abc"));
  EXPECT_FALSE(WildcardMatch("", "a"));
  EXPECT_FALSE(WildcardMatch("a.c", "abc"));
  const std::string many_a(5000, 'a');
  EXPECT_FALSE(WildcardMatch("*a*a*a*a*a*a*a*a*b", many_a));
}

}  // namespace
}  // namespace falco_run::engine
