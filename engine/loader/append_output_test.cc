// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/append_output.h"

#include <gtest/gtest.h>

namespace falco_run::engine {
namespace {

RuleSet Rules() {
  RuleSet set;
  const auto add = [&](const char* name, std::set<std::string> tags, const char* source) {
    Rule rule;
    rule.name = name;
    rule.tags = std::move(tags);
    rule.source = source;
    set.rules.push_back(std::move(rule));
  };
  add("one", {"a"}, "syscall");
  add("two", {"a", "b"}, "syscall");
  add("three", {}, "k8s_audit");
  return set;
}

std::vector<std::string> Extra(const std::vector<AppendOutput>& entries) {
  RuleSet set = Rules();
  ApplyAppendOutput(entries, " suggested", set);
  std::vector<std::string> out;
  for (const Rule& rule : set.rules) out.push_back(rule.extra_output);
  return out;
}

using Texts = std::vector<std::string>;

TEST(AppendOutputTest, WithoutMatchForAllRules) {
  EXPECT_EQ(Extra({{.extra_output = "x"}}), (Texts{" x", " x", " x"}));
}

TEST(AppendOutputTest, EveryPartOfTheMatchMustFit) {
  EXPECT_EQ(Extra({{.tags = {"a"}, .extra_output = "x"}}), (Texts{" x", " x", ""}));
  EXPECT_EQ(Extra({{.tags = {"a", "b"}, .extra_output = "x"}}), (Texts{"", " x", ""}));
  EXPECT_EQ(Extra({{.rule = "one", .extra_output = "x"}}), (Texts{" x", "", ""}));
  EXPECT_EQ(Extra({{.rule = "on*", .extra_output = "x"}}), (Texts{"", "", ""})) << "no pattern";
  EXPECT_EQ(Extra({{.source = "k8s_audit", .extra_output = "x"}}), (Texts{"", "", " x"}));
  EXPECT_EQ(Extra({{.source = "syscall", .rule = "two", .tags = {"a"}, .extra_output = "x"}}),
            (Texts{"", " x", ""}));
  EXPECT_EQ(Extra({{.source = "k8s_audit", .rule = "two", .extra_output = "x"}}),
            (Texts{"", "", ""}));
}

TEST(AppendOutputTest, EntriesAddUpInOrder) {
  EXPECT_EQ(Extra({{.tags = {"a"}, .extra_output = "1"},
                   {.rule = "two", .extra_output = "2"},
                   {.extra_output = "3"}}),
            (Texts{" 1 3", " 1 2 3", " 3"}));
}

TEST(AppendOutputTest, SuggestedTextOnceForSystemCalls) {
  EXPECT_EQ(Extra({{.suggested_output = true},
                   {.rule = "one", .extra_output = "x", .suggested_output = true}}),
            (Texts{" suggested x", " suggested", ""}));
}

TEST(AppendOutputTest, FieldsAreCollected) {
  RuleSet set = Rules();
  ApplyAppendOutput(
      std::vector<AppendOutput>{{.extra_fields = {{"evt.type", ""}}},
                                {.rule = "one", .extra_fields = {{"who", "%user.name"}}}},
      "", set);
  ASSERT_EQ(set.rules[0].extra_fields.size(), 2u);
  EXPECT_EQ(set.rules[0].extra_fields[1].name, "who");
  EXPECT_EQ(set.rules[1].extra_fields.size(), 1u);
}

}  // namespace
}  // namespace falco_run::engine
