// SPDX-License-Identifier: Apache-2.0
#include "config/print.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/schema.h"

namespace falco_run::config {
namespace {

using testing::HasSubstr;
using testing::Not;

Keys SomeKeys() {
  return {
      {"priority", Type::kText, "debug", "Least severity.", false, "debug|error"},
      {"queue.capacity", Type::kNumber, "10"},
      {"slack.webhookurl", Type::kText, "", "", true},
      {"rules[].disable.rule"},
      {"rules[].enable.rule"},
      {"absent"},
  };
}

Value SomeValues() {
  Value root = Value::Map({});
  root.Set("slack", Value::Map({}))
      .Set("webhookurl", Value::Scalar("hush", {"-o slack.webhookurl=hush"}));
  root.Set("priority", Value::Scalar("error", {"f.yaml", 3, 1}));
  Value list = Value::List({"f.yaml", 4, 1});
  list.items.push_back(Value::Map({}));
  list.items[0].Set("disable", Value::Map({})).Set("rule", Value::Scalar("a: b", {}));
  root.Set("rules", std::move(list));
  return root;
}

TEST(PrintTest, SaysWhereValuesCameFromAndHidesSecrets) {
  const std::string text = PrintEffective(SomeValues(), SomeKeys(), false);
  EXPECT_THAT(text, HasSubstr("priority: error "));
  EXPECT_THAT(text, HasSubstr("# f.yaml:3:1\n"));
  EXPECT_THAT(text, HasSubstr("queue.capacity: 10 "));
  EXPECT_THAT(text, HasSubstr("# default\n"));
  EXPECT_THAT(text, HasSubstr("slack.webhookurl: \"***\""));
  EXPECT_THAT(text, HasSubstr("rules: [{disable: {rule: \"a: b\"}}]"));
  EXPECT_THAT(text, Not(HasSubstr("hush")));
  EXPECT_THAT(text, Not(HasSubstr("absent")));
}

TEST(PrintTest, JsonIsTheSame) {
  const auto json = nlohmann::json::parse(PrintEffectiveJson(SomeValues(), SomeKeys(), true));
  EXPECT_EQ(json["priority"]["value"], "error");
  EXPECT_EQ(json["priority"]["source"], "f.yaml:3:1");
  EXPECT_EQ(json["rules"]["value"][0]["disable"]["rule"], "a: b");
  EXPECT_FALSE(json.contains("queue.capacity"));
}

TEST(PrintTest, Schema) {
  const auto json = nlohmann::json::parse(JsonSchema(SomeKeys()));
  const auto& properties = json["properties"];
  EXPECT_EQ(properties["priority"]["enum"], (std::vector<std::string>{"debug", "error"}));
  EXPECT_EQ(properties["priority"]["default"], "debug");
  EXPECT_EQ(properties["queue"]["properties"]["capacity"]["default"], 10);
  EXPECT_EQ(properties["rules"]["type"], "array");
  EXPECT_TRUE(properties["rules"]["items"]["properties"]["enable"]["properties"].contains("rule"));
  EXPECT_TRUE(properties["slack"]["properties"].contains("webhookurl_file"));
}

}  // namespace
}  // namespace falco_run::config
