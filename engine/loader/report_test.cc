// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/loader/loader_test_util.h"

namespace falco_run::engine {
namespace {

TEST(ReportTest, Ok) {
  TestLoader t;
  t.Add(RuleYaml("r", "evt.type = open"));
  EXPECT_EQ(ReportText(t.last), "f.yaml: Ok\n");
  EXPECT_EQ(ReportSummary(t.last), "f.yaml: Ok\n");
}

TEST(ReportTest, InvalidAsText) {
  TestLoader t;
  t.Add("- macro: m\n  condition: a.b = 1\n  append: false\n  x: y\n" +
        RuleYaml("r", "evt.type = open and nope"));
  EXPECT_EQ(ReportText(t.last),
            R"(f.yaml: Invalid
1 Schema warnings:
------
line 1: unknown key 'x'
------
1 Errors:
In rules content: (f.yaml:0:0)
    rule 'r': (f.yaml:4:2)
    rule condition: (f.yaml:5:13)
    condition expression: ("evt.type = open a...":6:34)
------
evt.type = open and nope
                    ^
------
LOAD_ERR_VALIDATE (Error validating rule/macro/list/exception objects): Undefined macro 'nope' used in filter.

1 Warnings:
In rules content: (f.yaml:0:0)
    macro 'm': (f.yaml:0:2)
    value for 'x': (f.yaml:3:2)
------
  x: y
  ^
------
LOAD_UNKNOWN_KEY (Unknown key in item definition): Unknown key 'x'
)");
  EXPECT_EQ(ReportSummary(t.last),
            "f.yaml: Invalid\n 1 errors: [LOAD_ERR_VALIDATE (Error validating "
            "rule/macro/list/exception objects)]\n 1 warnings: [LOAD_UNKNOWN_KEY (Unknown key in "
            "item definition)]\n");
}

TEST(ReportTest, HelpOnRequest) {
  TestLoader t;
  t.Add("- list: l\n  items: [a]\n");
  EXPECT_EQ(ReportText(t.last).find("help:"), std::string::npos);
  const std::string text = ReportText(t.last, {.help = true});
  EXPECT_NE(text.find("f.yaml: Ok, with warnings\n1 Warnings:\n"), std::string::npos);
  EXPECT_NE(text.find("\nhelp: remove it, or correct the name where it should be used (f.yaml, "
                      "line 1)\n"),
            std::string::npos);
}

TEST(ReportTest, EveryCodeHasNameTextAndHelp) {
  for (int code = 0; code <= static_cast<int>(ProblemCode::kUnknownKey); ++code) {
    Problem problem;
    problem.code = static_cast<ProblemCode>(code);
    EXPECT_EQ(CodeName(problem.code).substr(0, 5), "LOAD_") << code;
    EXPECT_FALSE(CodeText(problem.code).empty()) << code;
    EXPECT_FALSE(HelpText(problem).empty()) << code;
  }
}

TEST(ReportTest, Json) {
  TestLoader t;
  t.Add("- rule: \"r\xff\"\n  enabled: true\n");
  const std::vector<LoadResult> results = {t.last};
  const nlohmann::json json = ReportJson(results);
  const nlohmann::json& file = json["falco_load_results"][0];
  EXPECT_EQ(file["name"], "f.yaml");
  EXPECT_EQ(file["successful"], false);
  EXPECT_EQ(file["schema_valid"], true);
  const nlohmann::json& error = file["errors"][0];
  EXPECT_EQ(error["code"], "LOAD_ERR_VALIDATE");
  EXPECT_EQ(error["codedesc"], "Error validating rule/macro/list/exception objects");
  EXPECT_EQ(error["context"]["locations"][1]["item_type"], "rule");
  EXPECT_EQ(error["context"]["locations"][1]["position"]["column"], 2);
  EXPECT_EQ(error["context"]["locations"][1]["position"]["name"], "f.yaml");
  EXPECT_NE(json.dump(), "");  // throws on text that is not UTF-8
  EXPECT_EQ(file["warnings"].size(), 1u);
}

}  // namespace
}  // namespace falco_run::engine
