// SPDX-License-Identifier: Apache-2.0
#include "engine/language/visit.h"

#include <gtest/gtest.h>

#include "engine/language/parser.h"

namespace falco_run::engine {
namespace {

TEST(VisitTest, CollectsMacrosAndFieldsOfBothSides) {
  ParseResult parsed = ParseCondition(
      "m1 and not (m2 or a.b = val(c.d)) and tolower(join('-', (e.f, 'g.h'))) in (i.j)");
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(MacroNames(*parsed.expr), (std::set<std::string>{"m1", "m2"}));
  EXPECT_EQ(FieldNames(*parsed.expr), (std::set<std::string>{"a.b", "c.d", "e.f"}));
  EXPECT_EQ(CountNodes(*parsed.expr), 7u);
}

TEST(VisitTest, ChecksComeInTextOrder) {
  ParseResult parsed = ParseCondition("a.a = 1 or (b.b = 2 and not c.c = 3)");
  ASSERT_TRUE(parsed.ok());
  std::string fields;
  ForEachCheck(*parsed.expr,
               [&](const Check& check) { fields += std::get<FieldRef>(check.left.value).name; });
  EXPECT_EQ(fields, "a.ab.bc.c");
}

}  // namespace
}  // namespace falco_run::engine
