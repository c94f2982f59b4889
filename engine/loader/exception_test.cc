// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/loader/loader_test_util.h"

namespace falco_run::engine {
namespace {

// A rule with one exception; `body` is its keys, one a line.
std::string With(const std::string& body) {
  return RuleYaml("r", "evt.type = open", "  exceptions:\n    - name: ex\n" + body);
}

TEST(ExceptionTest, OneField) {
  TestLoader t;
  ASSERT_TRUE(t.Add(With("      fields: proc.name\n      values: [cat, my cat, '\"q q\"']\n")))
      << t.Error();
  EXPECT_EQ(t.Condition("r"), "(evt.type = open and not proc.name in (cat, \"my cat\", \"q q\"))");
  EXPECT_EQ(t.Find("r")->condition, "evt.type = open");
  ASSERT_TRUE(
      t.Add(With("      fields: tolower(proc.name)\n      comps: startswith  anyof \n"
                 "      values: [a]\n")))
      << t.Error();
  EXPECT_EQ(t.Condition("r"), "(evt.type = open and not tolower(proc.name) startswith anyof (a))");
}

TEST(ExceptionTest, FieldList) {
  TestLoader t;
  ASSERT_TRUE(
      t.Add("- list: names\n  items: [x, y z]\n" + With("      fields: [proc.name, fd.name, a.b]\n"
                                                        "      comps: [=, startswith oneof, in]\n"
                                                        "      values:\n"
                                                        "        - [cat, [/a, /b c], (names)]\n"
                                                        "        - [toupper(p.q), /d, names]\n"
                                                        "        - [e, f, g h]\n")))
      << t.Error();
  EXPECT_EQ(
      t.Condition("r"),
      "(evt.type = open and not "
      "((proc.name = cat and fd.name startswith oneof (/a, \"/b c\") and a.b in (x, \"y z\")) or "
      "(proc.name = toupper(p.q) and fd.name startswith oneof (/d) and a.b in (x, \"y z\")) or "
      "(proc.name = e and fd.name startswith oneof (f) and a.b in (\"g h\"))))");
}

TEST(ExceptionTest, ConditionKeepsItsMeaning) {
  TestLoader t;
  ASSERT_TRUE(t.Add(RuleYaml("r", "a.b = 1 or evt.type = open",
                             "  exceptions:\n    - {name: e, fields: [c.d], values: [[1]]}\n"
                             "    - {name: f, fields: c.e, values: []}\n"
                             "    - {name: g, fields: c.f}\n")));
  EXPECT_EQ(t.Condition("r"), "((a.b = 1 or evt.type = open) and not c.d = 1)");
}

TEST(ExceptionTest, Errors) {
  TestLoader t;
  const auto error = [&](const std::string& body) {
    EXPECT_FALSE(t.Add(With(body))) << body;
    const Problem& problem = t.last.errors.at(0);
    EXPECT_EQ(problem.locations.back().item_name, "ex") << body;
    return t.Error();
  };
  EXPECT_EQ(error(""), "LOAD_ERR_YAML_VALIDATE: Item has no mapping for key 'fields'");
  EXPECT_EQ(error("      fields: [a.b, c.d]\n      comps: [=]\n"),
            "LOAD_ERR_VALIDATE: Fields and comps lists must have equal length");
  EXPECT_EQ(error("      fields: [a.b, c.d]\n      comps: [=, in oneof]\n"),
            "LOAD_ERR_VALIDATE: 'in oneof' is not a supported comparison operator");
  EXPECT_EQ(error("      fields: a.b\n      comps: [=]\n"),
            "LOAD_ERR_VALIDATE: Fields and comps must both be strings");
  EXPECT_EQ(error("      fields: a.b\n      comps: contains\n").substr(0, 54),
            "LOAD_ERR_VALIDATE: When fields is a single value, comp");
  EXPECT_EQ(error("      fields: no.field\n"),
            "LOAD_ERR_VALIDATE: 'no.field' is not a supported filter field");
  EXPECT_EQ(error("      fields: [a]\n"), "LOAD_ERR_VALIDATE: 'a' is not a supported filter field");
  EXPECT_EQ(error("      fields: [a.b]\n      values: [[1, 2]]\n"),
            "LOAD_ERR_VALIDATE: Fields and values lists must have equal length");
  EXPECT_EQ(error("      fields: [a.b]\n      values: [x]\n"),
            "LOAD_ERR_VALIDATE: Fields and values lists must have equal length");
  EXPECT_EQ(error("      fields: a.b\n      values: [[x]]\n"),
            "LOAD_ERR_VALIDATE: Expected values array to contain a list of strings");
  EXPECT_FALSE(t.Add(RuleYaml("r", "a.b = 1", "  exceptions:\n    - fields: a.b\n")));
  EXPECT_EQ(t.Error(), "LOAD_ERR_YAML_VALIDATE: Item has no mapping for key 'name'");
}

TEST(ExceptionTest, AppendAddsValuesOrAWholeException) {
  TestLoader t;
  ASSERT_TRUE(t.Add(With("      fields: a.b\n      values: [x]\n")));
  ASSERT_TRUE(
      t.Add("- rule: r\n  append: true\n  exceptions:\n    - {name: ex, values: [y]}\n"
            "    - {name: new, fields: [c.d], values: [[z]]}\n"));
  EXPECT_EQ(t.Condition("r"), "(evt.type = open and not a.b in (x, y) and not c.d = z)");
  ASSERT_TRUE(
      t.Add("- rule: r\n  exceptions:\n    - {name: ex}\n"
            "  override: {exceptions: append}\n"));
  EXPECT_EQ(t.Warnings(), "LOAD_APPEND_NO_VALUES");
  const auto error = [&](const std::string& exception) {
    EXPECT_FALSE(t.Add("- rule: r\n  append: true\n  exceptions: [" + exception + "]\n"));
    return t.last.errors.at(0).message;
  };
  EXPECT_EQ(error("{name: ex, fields: a.b, values: [x]}"),
            "Can not append exception fields to existing exception, only values");
  EXPECT_EQ(error("{name: ex, comps: in, values: [x]}"),
            "Can not append exception comps to existing exception, only values");
  EXPECT_EQ(error("{name: other, values: [x]}"),
            "Rule exception must have fields property with a list of fields");
  EXPECT_EQ(error("{name: other, fields: a.b}"),
            "Rule exception must have values property with a list of values");
}

TEST(ExceptionTest, ReplaceNeedsWholeExceptions) {
  TestLoader t;
  ASSERT_TRUE(t.Add(With("      fields: a.b\n      values: [x]\n")));
  ASSERT_TRUE(
      t.Add("- rule: r\n  exceptions:\n    - {name: n, fields: c.d, values: [z]}\n"
            "  override: {exceptions: replace}\n"));
  EXPECT_EQ(t.Condition("r"), "(evt.type = open and not c.d in (z))");
  EXPECT_FALSE(
      t.Add("- rule: r\n  exceptions:\n    - {name: n, values: [z]}\n"
            "  override: {exceptions: replace}\n"));
  EXPECT_EQ(t.Error(), "LOAD_ERR_YAML_VALIDATE: Item has no mapping for key 'fields'");
}

TEST(ExceptionTest, SameNameTwiceIsAWarning) {
  TestLoader t;
  ASSERT_TRUE(
      t.Add(With("      fields: a.b\n      values: [x]\n    - name: ex\n"
                 "      fields: c.d\n      values: [y]\n")));
  EXPECT_EQ(t.Warnings(), "LOAD_EXCEPTION_NAME_NOT_UNIQUE");
  EXPECT_EQ(t.Condition("r"), "(evt.type = open and not a.b in (x) and not c.d in (y))");
}

TEST(ExceptionTest, ErrorsInValuesPointToTheException) {
  TestLoader t;
  EXPECT_FALSE(t.Add(With("      fields: [a.b]\n      values: [['x=(y']]\n")));
  EXPECT_EQ(t.last.errors[0].code, ProblemCode::kCompileConditionError);
  EXPECT_EQ(t.last.errors[0].locations[3].kind, ItemKind::kException);
  EXPECT_EQ(t.last.errors[0].snippet, "((a.b = x=(y))\n         ^\n");
  EXPECT_FALSE(t.Add(RuleYaml("r", "evt.type = open foo",
                              "  exceptions: [{name: e, fields: a.b, values: [x]}]\n")));
  EXPECT_EQ(t.last.errors[0].snippet, "evt.type = open foo\n                ^\n");
}

}  // namespace
}  // namespace falco_run::engine
