// SPDX-License-Identifier: Apache-2.0
#include "json/document.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "json/print.h"

namespace falco_run::json {
namespace {

std::string Compact(Value value) {
  std::string text;
  AppendCompact(value, text);
  return text;
}

TEST(DocumentTest, MembersAndItems) {
  Document d;
  ASSERT_TRUE(d.Parse(R"({"a": {"b": [1, "x\ny", null, true, false, 2.50e3]}, "c": "d"})").ok());
  const Value b = d.root()["a"]["b"];
  EXPECT_EQ(b[0].text(), "1");
  EXPECT_EQ(b[1].text(), "x\ny");
  EXPECT_FALSE(b[2].present());
  EXPECT_TRUE(b[2]);
  EXPECT_EQ(b[3].text(), "true");
  EXPECT_EQ(b[4].text(), "false");
  EXPECT_EQ(b[5].text(), "2.50e3");
  EXPECT_FALSE(b[6]);
  EXPECT_FALSE(b["x"]);
  EXPECT_EQ(d.root()["c"].text(), "d");
  EXPECT_FALSE(d.root()["c"]["d"]);
  EXPECT_FALSE(d.root()["missing"]["deeper"][3]);
}

TEST(DocumentTest, PointersOfRfc6901) {
  Document d;
  ASSERT_TRUE(d.Parse(R"({"a/b": 1, "m~n": 2, "": 3, "list": [{"x": "y"}], "a~1b": 4})").ok());
  EXPECT_EQ(Find(d.root(), "/a~1b").text(), "1");
  EXPECT_EQ(Find(d.root(), "/m~0n").text(), "2");
  EXPECT_EQ(Find(d.root(), "/a~01b").text(), "4");
  EXPECT_EQ(Find(d.root(), "/").text(), "3");
  EXPECT_EQ(Find(d.root(), "/list/0/x").text(), "y");
  EXPECT_EQ(Find(d.root(), "list/0/x").text(), "y");
  EXPECT_FALSE(Find(d.root(), "/list/00/x"));
  EXPECT_FALSE(Find(d.root(), "/list/-/x"));
  EXPECT_FALSE(Find(d.root(), "/list/1"));
  EXPECT_TRUE(Find(d.root(), "").Is(Kind::kObject));
}

TEST(DocumentTest, OfEqualKeysTheLastCounts) {
  Document d;
  ASSERT_TRUE(d.Parse(R"({"a": 1, "b": 0, "a": 2})").ok());
  EXPECT_EQ(d.root()["a"].text(), "2");
}

TEST(DocumentTest, NumbersNoDoubleHoldsAreCut) {
  Document d;
  const std::string digits(5000, '7');
  ASSERT_TRUE(d.Parse(R"({"e": "1e999", "a": 1e999, "b": )" + digits +
                      ", \"c\": -1.5E+400, \"d\": " + digits + ".5}")
                  .ok());
  EXPECT_EQ(d.root()["a"].text(), "1");
  EXPECT_EQ(d.root()["b"].text(), digits.substr(0, 300));
  EXPECT_EQ(d.root()["c"].text(), "-1.5");
  EXPECT_EQ(d.root()["d"].text(), digits.substr(0, 300));
  EXPECT_EQ(d.root()["e"].text(), "1e999");
}

TEST(DocumentTest, HalfSurrogatesAreReplaced) {
  Document d;
  ASSERT_TRUE(
      d.Parse(
           R"(["\ud83d\ude00", "\ud800", "\udc00x", "\ud800\u0041", "\\ud800", "\ud800\ud83d\ude00"])")
          .ok());
  EXPECT_EQ(d.root()[0].text(), "\xF0\x9F\x98\x80");
  EXPECT_EQ(d.root()[1].text(), "\xEF\xBF\xBD");
  EXPECT_EQ(d.root()[2].text(), "\xEF\xBF\xBDx");
  EXPECT_EQ(d.root()[3].text(),
            "\xEF\xBF\xBD"
            "A");
  EXPECT_EQ(d.root()[4].text(), "\\ud800");
  EXPECT_EQ(d.root()[5].text(), "\xEF\xBF\xBD\xF0\x9F\x98\x80");
}

TEST(DocumentTest, WhatIsNoJsonIsRefusedWithItsPlace) {
  Document d;
  EXPECT_EQ(d.Parse("{\"a\" 1}").message().substr(0, 9), "at byte 5");
  EXPECT_FALSE(d.root());
  for (const std::string text : {"", "{", "[1,]", "{\"a\":1,}", "{} {}", "nul", "\"\\", "\"\\u12",
                                 "01", "+1", "1.", "'a'", "\"a", "[1 2]", "// x\n1"}) {
    EXPECT_FALSE(d.Parse(text).ok()) << text;
  }
  EXPECT_FALSE(d.Parse(std::string("{}\0x", 4)).ok());
  EXPECT_FALSE(d.Parse(std::string("{\"a\":\"\0\"}", 9)).ok());
}

TEST(DocumentTest, Limits) {
  Document d(Limits{.size = 100, .values = 10, .depth = 5});
  EXPECT_TRUE(d.Parse("[[[[[]]]]]").ok());
  EXPECT_EQ(d.Parse("[[[[[[]]]]]]").code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(d.Parse("[1,2,3,4,5,6,7,8,9]").ok());
  EXPECT_EQ(d.Parse("[1,2,3,4,5,6,7,8,9,0]").code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(d.Parse(std::string(101, ' ')).code(), absl::StatusCode::kResourceExhausted);
}

TEST(DocumentTest, DepthNeedsNoStack) {
  Document d;
  const std::string deep = std::string(10000, '[') + std::string(10000, ']');
  ASSERT_TRUE(d.Parse(deep).ok());
  EXPECT_EQ(Compact(d.root()), deep);
  EXPECT_FALSE(d.Parse(std::string(1000000, '[')).ok());
}

TEST(DocumentTest, Printing) {
  Document d;
  ASSERT_TRUE(
      d.Parse(R"( {"a" : [ 1 , {} , [ ] , "\"\\\u0001\n/" ] , "b" : { "c" : null } } )").ok());
  EXPECT_EQ(Compact(d.root()), R"({"a":[1,{},[],"\"\\\u0001\n/"],"b":{"c":null}})");
  EXPECT_EQ(Compact(d.root()["a"][1]), "{}");
  std::string pretty;
  AppendPretty(d.root()["b"], pretty);
  EXPECT_EQ(pretty, "{\n  \"c\": null\n}");
}

nlohmann::json RandomValue(std::mt19937& random, int depth) {
  switch (random() % (depth > 0 ? 7 : 5)) {
    case 0:
      return nullptr;
    case 1:
      return random() % 2 == 0;
    case 2:
      return static_cast<int64_t>(random()) - (int64_t{1} << 31);
    case 3:
    case 4: {
      std::string text;
      for (auto n = random() % 40; n > 0; --n) {
        text += static_cast<char>(random() % 8 == 0 ? random() % 32 : 32 + random() % 95);
      }
      return text;
    }
    case 5: {
      nlohmann::json list = nlohmann::json::array();
      for (auto n = random() % 5; n > 0; --n) list.push_back(RandomValue(random, depth - 1));
      return list;
    }
    default: {
      nlohmann::json object = nlohmann::json::object();
      for (auto n = random() % 5; n > 0; --n) {
        object["k" + std::to_string(random() % 20)] = RandomValue(random, depth - 1);
      }
      return object;
    }
  }
}

// Another library reads what we print, and we read what it prints.
TEST(DocumentTest, AgreesWithAnotherLibrary) {
  std::mt19937 random(1);
  Document d;
  for (int i = 0; i < 3000; ++i) {
    const nlohmann::json value = RandomValue(random, 6);
    ASSERT_TRUE(d.Parse(value.dump(i % 2 == 0 ? -1 : 2)).ok()) << value;
    EXPECT_EQ(nlohmann::json::parse(Compact(d.root())), value);
    std::string pretty;
    AppendPretty(d.root(), pretty);
    EXPECT_EQ(pretty, value.dump(2)) << "differs";
  }
}

}  // namespace
}  // namespace falco_run::json
