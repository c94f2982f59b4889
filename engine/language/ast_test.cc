// SPDX-License-Identifier: Apache-2.0
#include "engine/language/ast.h"

#include <gtest/gtest.h>

#include "engine/language/parser.h"
#include "engine/language/printer.h"

namespace falco_run::engine {
namespace {

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
