// SPDX-License-Identifier: Apache-2.0
#include "config/key_path.h"

#include <gtest/gtest.h>

namespace falco_run::config {
namespace {

Value Text(const std::string& text) { return Value::Scalar(text, {"-o"}); }

absl::Status Set(Value& root, const std::string& path, const std::string& text) {
  auto parsed = KeyPath::Parse(path);
  if (!parsed.ok()) return parsed.status();
  return SetAt(root, *parsed, Text(text));
}

TEST(KeyPathTest, MakesMapsAndLists) {
  Value root = Value::Map({});
  ASSERT_TRUE(Set(root, "a.b.c", "1").ok());
  ASSERT_TRUE(Set(root, "rules[].disable.rule", "X").ok());
  ASSERT_TRUE(Set(root, "rules[].enable.tag", "Y").ok());
  ASSERT_TRUE(Set(root, "rules[0].disable.rule", "Z").ok());
  EXPECT_EQ(root.Find("a")->Find("b")->Find("c")->scalar, "1");
  const Value* rules = root.Find("rules");
  ASSERT_EQ(rules->items.size(), 2u);
  EXPECT_EQ(rules->items[0].Find("disable")->Find("rule")->scalar, "Z");
  EXPECT_EQ(rules->items[1].Find("enable")->Find("tag")->scalar, "Y");
}

TEST(KeyPathTest, BackslashTakesTheMeaning) {
  Value root = Value::Map({});
  ASSERT_TRUE(Set(root, "a\\.b\\[0\\]", "1").ok());
  EXPECT_NE(root.Find("a.b[0]"), nullptr);
}

TEST(KeyPathTest, ReplacesAScalarOnTheWay) {
  Value root = Value::Map({});
  ASSERT_TRUE(Set(root, "a", "1").ok());
  ASSERT_TRUE(Set(root, "a.b", "2").ok());
  EXPECT_EQ(root.Find("a")->Find("b")->scalar, "2");
}

TEST(KeyPathTest, RefusesWhatLeadsNowhere) {
  for (const char* path : {"", "a..b", ".a", "a.", "a[", "a[x]", "a]b", "a[0]b", "[0]"}) {
    EXPECT_FALSE(KeyPath::Parse(path).ok()) << path;
  }
  Value root = Value::Map({});
  ASSERT_TRUE(Set(root, "list[]", "1").ok());
  EXPECT_FALSE(Set(root, "list[2]", "x").ok());
  EXPECT_FALSE(Set(root, "list.name", "x").ok());
  ASSERT_TRUE(Set(root, "map.name", "1").ok());
  EXPECT_FALSE(Set(root, "map[0]", "x").ok());
}

}  // namespace
}  // namespace falco_run::config
