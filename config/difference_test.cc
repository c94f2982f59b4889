// SPDX-License-Identifier: Apache-2.0
#include "config/difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace falco_run::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Keys SomeKeys() {
  return {{"slack.webhookurl"},
          {"rules[].disable.rule"},
          {"rules[].enable.rule"},
          {"fields", Type::kTextMap},
          {.path = "old", .no_effect = "it is gone"}};
}

Value Document(const std::string& url, const std::string& rule, const std::string& field,
               int line) {
  Value root = Value::Map({});
  root.Set("slack", Value::Map({})).Set("webhookurl", Value::Scalar(url, {"f.yaml", line, 1}));
  Value list = Value::List({"f.yaml", line, 2});
  list.items.push_back(Value::Map({}));
  list.items[0].Set("disable", Value::Map({})).Set("rule", Value::Scalar(rule, {}));
  root.Set("rules", std::move(list));
  root.Set("fields", Value::Map({})).Set(field, Value::Scalar("v", {}));
  root.Set("old", Value::Scalar(url, {}));
  return root;
}

TEST(DifferenceTest, OfValuesAndNotOfTheirPlaces) {
  const Value a = Document("u", "r", "f", 1);
  EXPECT_THAT(DifferentKeys(a, Document("u", "r", "f", 9), SomeKeys()), IsEmpty());
  EXPECT_THAT(DifferentKeys(a, Document("w", "r", "f", 1), SomeKeys()),
              ElementsAre("slack.webhookurl"));
  EXPECT_THAT(DifferentKeys(a, Document("u", "s", "g", 1), SomeKeys()),
              ElementsAre("rules", "fields"));
  EXPECT_THAT(DifferentKeys(Value::Map({}), a, SomeKeys()),
              ElementsAre("slack.webhookurl", "rules", "fields"));
  EXPECT_THAT(DifferentKeys(Value::Map({}), Value::Map({}), SomeKeys()), IsEmpty());
}

}  // namespace
}  // namespace falco_run::config
