// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/list_expander.h"

#include <gtest/gtest.h>

namespace falco_run::engine {
namespace {

class ListExpanderTest : public testing::Test {
 protected:
  ListExpanderTest() {
    lists_.Add("shells", {"sh", "bash"});
    lists_.Add("spaced", {"a b", "\"c d\"", "e"});
    lists_.Add("empty", {});
    lists_.Add("outer", {"x", "inner", "shells"});
    lists_.Add("inner", {"y", "z"});
    lists_.Add("hollow", {"hollow_too"});
    lists_.Add("hollow_too", {});
  }
  std::string Expand(std::string_view text) { return lists_.Expand(text)->text(); }
  ListExpander lists_;
};

TEST_F(ListExpanderTest, ReplacesNamesThatStandAlone) {
  EXPECT_EQ(Expand("a.b in (shells)"), "a.b in (sh, bash)");
  EXPECT_EQ(Expand("a.b in (cat,shells, dog)"), "a.b in (cat,sh, bash, dog)");
  EXPECT_EQ(Expand("a.b=shells"), "a.b=sh, bash");
  EXPECT_EQ(Expand("shells"), "sh, bash");
  EXPECT_EQ(Expand("a.b in (my_shells, shells_x, a.shells)"),
            "a.b in (my_shells, shells_x, a.shells)");
}

TEST_F(ListExpanderTest, QuotesItemsWithBlanks) {
  EXPECT_EQ(Expand("(spaced)"), "(\"a b\", \"c d\", e)");
}

TEST_F(ListExpanderTest, LeavesQuotedTextAlone) {
  EXPECT_EQ(Expand("a.b = \"run shells now\" and c.d = 'shells'"),
            "a.b = \"run shells now\" and c.d = 'shells'");
  EXPECT_EQ(Expand("a.b = \"unclosed shells"), "a.b = \"unclosed shells");
  EXPECT_EQ(Expand("'a'shells"), "'a'shells");
}

TEST_F(ListExpanderTest, EmptyListTakesOneComma) {
  EXPECT_EQ(Expand("(a, empty)"), "(a)");
  EXPECT_EQ(Expand("(empty, a)"), "( a)");
  EXPECT_EQ(Expand("(a , empty , b)"), "(a  , b)");
  EXPECT_EQ(Expand("(empty, empty)"), "( )");
  EXPECT_EQ(Expand("(empty)"), "()");
  EXPECT_EQ(Expand("(hollow , a)"), "(  a)");
  EXPECT_EQ(Expand("(a, hollow)"), "(a)");
}

TEST_F(ListExpanderTest, ExpandsLaterListsInsideEarlierOnesOnly) {
  EXPECT_EQ(Expand("(outer)"), "(x, y, z, shells)");
}

TEST_F(ListExpanderTest, RemembersUse) {
  Expand("(outer)");
  lists_.MarkUsed("spaced");
  EXPECT_TRUE(lists_.IsUsed("outer"));
  EXPECT_TRUE(lists_.IsUsed("inner"));
  EXPECT_TRUE(lists_.IsUsed("spaced"));
  EXPECT_FALSE(lists_.IsUsed("shells"));
  EXPECT_FALSE(lists_.IsUsed("no such list"));
}

TEST_F(ListExpanderTest, KnowsWhereTextCameFrom) {
  const std::string text = "a in (x, shells, y) and b";
  const ExpandedText expanded = *lists_.Expand(text);
  EXPECT_EQ(expanded.OriginalOffset(0), 0u);
  EXPECT_EQ(expanded.OriginalOffset(expanded.text().find("sh,")), text.find("shells"));
  EXPECT_EQ(expanded.OriginalOffset(expanded.text().find("bash") + 2), text.find("shells"));
  EXPECT_EQ(expanded.OriginalOffset(expanded.text().find("y)")), text.find("y)"));
  EXPECT_EQ(expanded.OriginalOffset(expanded.text().size() - 1), text.size() - 1);

  const std::string with_empty = "(a, empty) and b";
  const ExpandedText shorter = *lists_.Expand(with_empty);
  EXPECT_EQ(shorter.OriginalOffset(shorter.text().find("b")), with_empty.find("b"));
  EXPECT_EQ(shorter.OriginalOffset(shorter.text().find(")")), with_empty.find(")"));
}

TEST(ListExpanderLimitsTest, GrowthIsBounded) {
  ListExpander lists;
  for (int i = 0; i < 40; ++i) {
    const std::string next = "l" + std::to_string(i + 1);
    lists.Add("l" + std::to_string(i), {next, next, next, next});
  }
  EXPECT_FALSE(lists.Expand("(l0)").has_value());
}

TEST(ListExpanderLimitsTest, DepthIsBounded) {
  ListExpander lists;
  for (int i = 0; i < 100000; ++i) {
    lists.Add("l" + std::to_string(i), {"l" + std::to_string(i + 1)});
  }
  EXPECT_FALSE(lists.Expand("(l0)").has_value());
  EXPECT_TRUE(lists.Expand("(l99990)").has_value());
}

}  // namespace
}  // namespace falco_run::engine
