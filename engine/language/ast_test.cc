// SPDX-License-Identifier: Apache-2.0
#include "engine/language/ast.h"

#include <gtest/gtest.h>

#include "engine/language/parser.h"
#include "engine/language/printer.h"

namespace falco_run::engine {
namespace {

TEST(AstTest, CopiesOfAListShareItsItemsAndHaveTheirOwnPlace) {
  ParseResult parsed = ParseCondition("a.b in (c, d) and join(\"\", (fd.name, 1)) = x");
  ASSERT_TRUE(parsed.ok());
  ExprPtr copy = Clone(*parsed.expr);
  const auto list = [](const Expr& expr) {
    return std::get<ListLiteral>(expr.children[0]->check->right->value);
  };
  EXPECT_EQ(&list(*copy).items(), &list(*parsed.expr).items());
  const auto argument = [](const Expr& expr) {
    const auto& call = std::get<TransformerCall>(expr.children[1]->check->left.value);
    return std::get<ListLiteral>(call.args[1].value);
  };
  MoveTo({.offset = 7}, *copy->children[0]->check->right);
  MoveTo({.offset = 7}, copy->children[1]->check->left);
  EXPECT_EQ(list(*copy).PositionOf(list(*copy).items()[1]).offset, 7u);
  EXPECT_EQ(list(*parsed.expr).PositionOf(list(*parsed.expr).items()[1]).offset, 11u);
  EXPECT_EQ(argument(*copy).items()[0].position.offset, 7u);
  EXPECT_EQ(argument(*parsed.expr).items()[0].position.offset, 28u);
}

TEST(AstTest, CloneIsDeepAndKeepsEverything) {
  ParseResult parsed = ParseCondition(
      "m and not (proc.aname[2] = oneof (a, 'b c') or join(\"-\", (fd.name, 1)) exists)");
  ASSERT_TRUE(parsed.ok());
  const std::string before = PrintCondition(*parsed.expr);
  ExprPtr copy = Clone(*parsed.expr);
  EXPECT_EQ(copy->children[1]->position.offset, parsed.expr->children[1]->position.offset);
  parsed.expr->children[0]->macro = "changed";
  parsed.expr->children.pop_back();
  EXPECT_EQ(PrintCondition(*copy), before);
}

}  // namespace
}  // namespace falco_run::engine
