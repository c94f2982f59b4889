// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/context.h"

#include <gtest/gtest.h>

namespace falco_run::engine {
namespace {

Context FileOf(std::string content) {
  return Context::File("f.yaml", std::make_shared<const std::string>(std::move(content)));
}

TEST(ContextTest, ChainKeepsOutermostFirst) {
  const Context file = FileOf("- rule: a\n  condition: b c\n");
  const Context rule = file.Item(ItemKind::kRule, "", {2, 0, 2}).Named("a");
  const Context value = rule.Item(ItemKind::kRuleCondition, "", {23, 1, 13});
  const Context place = value.InCondition("b c", {2, 1, 3});
  const std::vector<Location> chain = place.locations();
  ASSERT_EQ(chain.size(), 4u);
  EXPECT_EQ(chain[0].kind, ItemKind::kRulesContent);
  EXPECT_EQ(chain[1].item_name, "a");
  EXPECT_EQ(chain[1].file, "f.yaml");
  EXPECT_EQ(chain[2].column, 13u);
  EXPECT_EQ(chain[3].kind, ItemKind::kConditionExpression);
  EXPECT_EQ(chain[3].file, "\"b c\"");
  EXPECT_EQ(chain[3].line, 2u);
  EXPECT_EQ(chain[3].column, 16u);
  EXPECT_EQ(chain[3].offset, 25u);
  EXPECT_EQ(rule.Snippet(), "- rule: a\n  ^\n");
  EXPECT_EQ(place.Snippet(), "b c\n  ^\n");
  EXPECT_EQ(value.InText("x=%nope", 2).Snippet(), "x=%nope\n  ^\n");
  EXPECT_EQ(value.InText("x=%nope", 2).locations().size(), 3u);
}

TEST(ContextTest, LongConditionsAreNamedByTheirBeginning) {
  const Context place = FileOf("").InCondition("evt.type = open\nand true_enough", {0, 1, 1});
  EXPECT_EQ(place.locations().back().file, "\"evt.type = open a...\"");
}

TEST(ContextTest, SnippetIsTheLineOfThePlace) {
  EXPECT_EQ(MakeSnippet("one\ntwo\nthree", 5), "two\n ^\n");
  EXPECT_EQ(MakeSnippet("one\ntwo", 7), "two\n   ^\n");
  EXPECT_EQ(MakeSnippet("tags:\n", 6), "tags:\n     ^\n");
  EXPECT_EQ(MakeSnippet("", 0), "<No context available>\n");
}

TEST(ContextTest, SnippetOfALongLineIsCut) {
  const std::string line = std::string(300, 'a') + "X" + std::string(300, 'b');
  const std::string snippet = MakeSnippet(line, 300);
  const size_t end = snippet.find('\n');
  EXPECT_EQ(end, 160u);
  EXPECT_EQ(snippet.substr(0, 4), "...a");
  EXPECT_EQ(snippet.substr(end - 4, 4), "b...");
  EXPECT_EQ(snippet.find('^') - (end + 1), snippet.find('X'));
}

TEST(ContextTest, PositionsCountFromOne) {
  const Position position = PositionAt("ab\ncd", 4);
  EXPECT_EQ(position.line, 2u);
  EXPECT_EQ(position.column, 2u);
  EXPECT_EQ(PositionAt("ab", 9).column, 3u);
}

}  // namespace
}  // namespace falco_run::engine
