// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/macro_resolver.h"

#include <gtest/gtest.h>

#include "engine/language/parser.h"
#include "engine/language/printer.h"

namespace falco_run::engine {
namespace {

ExprPtr Parse(std::string_view text) { return std::move(ParseCondition(text).expr); }

TEST(MacroResolverTest, ReplacesReferences) {
  MacroResolver macros;
  macros.Set("open", 0, Parse("evt.type in (open, openat)"));
  macros.Set("cat", 1, Parse("open and proc.name = cat"));
  ExprPtr expr = Parse("not cat or b.c = 1");
  EXPECT_FALSE(macros.Resolve(expr, 9).has_value());
  EXPECT_EQ(PrintCondition(*expr),
            "(not (evt.type in (open, openat) and proc.name = cat) or b.c = 1)");
  EXPECT_TRUE(macros.IsUsed("open"));
  EXPECT_TRUE(macros.IsUsed("cat"));
  // Positions are those of the reference.
  const Expr& inlined = *expr->children[0]->children[0]->children[0];
  EXPECT_EQ(inlined.position.column, 5u);
  EXPECT_EQ(inlined.check->right->position.column, 5u);
}

TEST(MacroResolverTest, RemembersWhereThePartsCameFrom) {
  MacroResolver macros;
  macros.Set("open", 0, Parse("evt.type in (open, openat)"));
  macros.Set("alias", 1, Parse("open"));
  macros.Set("cat", 2, Parse("alias and proc.name = cat"));
  ExprPtr expr = Parse("not cat");
  EXPECT_FALSE(macros.Resolve(expr, 9).has_value());
  EXPECT_TRUE(expr->origin.empty());
  const Expr& cat = *expr->children[0];
  EXPECT_EQ(cat.origin, std::vector<std::string>{"cat"});
  EXPECT_EQ(cat.children[0]->origin, (std::vector<std::string>{"alias", "open"}));
  EXPECT_TRUE(cat.children[1]->origin.empty());
  EXPECT_EQ(Clone(cat)->children[0]->origin.size(), 2u);
}

TEST(MacroResolverTest, SeesOnlyWhatIsVisible) {
  MacroResolver macros;
  macros.Set("later", 7, Parse("a.b exists"));
  ExprPtr expr = Parse("c.d exists and later");
  std::optional<Diagnostic> error = macros.Resolve(expr, 7);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->message, "Undefined macro 'later' used in filter.");
  EXPECT_EQ(error->position.column, 16u);
  EXPECT_FALSE(macros.IsUsed("later"));
  expr = Parse("later");
  EXPECT_FALSE(macros.Resolve(expr, 8).has_value());
}

TEST(MacroResolverTest, FindsLoops) {
  MacroResolver macros;
  macros.Set("a", 0, Parse("x.y = 1 and b"));
  macros.Set("b", 1, Parse("not a"));
  ExprPtr expr = Parse("a");
  EXPECT_EQ(macros.Resolve(expr, 9)->message, "reference loop in macro 'a'");
}

TEST(MacroResolverTest, GrowthIsBounded) {
  MacroResolver macros;
  macros.Set("m0", 0, Parse("a.b exists"));
  std::optional<Diagnostic> error;
  for (int i = 1; i < 40 && !error.has_value(); ++i) {
    const std::string previous = "m" + std::to_string(i - 1);
    ExprPtr expr = Parse(previous + " or " + previous);
    error = macros.Resolve(expr, 1000);
    macros.Set("m" + std::to_string(i), i, std::move(expr));
  }
  ASSERT_TRUE(error.has_value());
  EXPECT_NE(error->message.find("too large"), std::string::npos);
}

TEST(MacroResolverTest, DepthIsBounded) {
  MacroResolver macros;
  macros.Set("m0", 0, Parse("a.b exists"));
  std::optional<Diagnostic> error;
  for (int i = 1; i < 3000 && !error.has_value(); ++i) {
    ExprPtr expr = Parse("not m" + std::to_string(i - 1));
    error = macros.Resolve(expr, 10000);
    macros.Set("m" + std::to_string(i), i, std::move(expr));
  }
  ASSERT_TRUE(error.has_value());
  EXPECT_NE(error->message.find("levels deep"), std::string::npos);
}

}  // namespace
}  // namespace falco_run::engine
