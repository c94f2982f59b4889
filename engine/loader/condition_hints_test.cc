// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/condition_hints.h"

#include <gtest/gtest.h>

#include "engine/language/parser.h"

namespace falco_run::engine {
namespace {

std::vector<Hint> Hints(std::string_view condition) {
  return ConditionHints(*ParseCondition(condition).expr);
}

TEST(ConditionHintsTest, ComparisonsWithNA) {
  for (const char* text : {"ka.x = <NA>", "jevt.x != <NA>", "ka.x in (a, <NA>)",
                           "ka.x pmatch (<NA>)", "tolower(ka.x) == <NA>"}) {
    const std::vector<Hint> hints = Hints(text);
    ASSERT_EQ(hints.size(), 1u) << text;
    EXPECT_EQ(hints[0].code, ProblemCode::kUnsafeNaCheck);
  }
  for (const char* text : {"ka.x exists", "a.x = <NA>", "ka.x contains <NA>", "ka.x = NA"}) {
    EXPECT_TRUE(Hints(text).empty()) << text;
  }
}

TEST(ConditionHintsTest, DeprecatedFields) {
  const std::vector<Hint> hints = Hints("a.b = 1 and evt.dir = < and evt.dir = >");
  ASSERT_EQ(hints.size(), 1u);
  EXPECT_EQ(hints[0].code, ProblemCode::kDeprecatedItem);
  EXPECT_EQ(hints[0].diagnostic.position.column, 13u);
  EXPECT_EQ(hints[0].diagnostic.message,
            "usage of deprecated field 'evt.dir' has been detected in the rule condition");
  EXPECT_EQ(Hints("a.b = val(evt.latency.s)").size(), 1u);
  EXPECT_TRUE(Hints("evt.direction exists").empty());
}

TEST(OutputHintsTest, DeprecatedFields) {
  const std::vector<Hint> hints = OutputHints("x evt.dir=%evt.dir %10evt.dir");
  ASSERT_EQ(hints.size(), 1u);
  EXPECT_EQ(hints[0].diagnostic.position.column, 11u);
  EXPECT_EQ(OutputHints("%toupper(evt.wait_latency).").size(), 1u);
  EXPECT_EQ(OutputHints("%join(a.b, evt.latency.ns)").size(), 1u);
  EXPECT_EQ(OutputHints("took %evt.latency.").size(), 1u);
  EXPECT_TRUE(OutputHints("evt.dir=%evt.dirx %").empty());
  EXPECT_TRUE(OutputHints("100% evt.dir (evt.dir)").empty());
}

}  // namespace
}  // namespace falco_run::engine
