// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TESTS_CONFORMANCE_JSON_ASSERTION_H_
#define FALCO_RUN_TESTS_CONFORMANCE_JSON_ASSERTION_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace falco_run::conformance {

// What an upstream assertion on a JSON document found: empty if it holds, else the difference.
struct Finding {
  std::string problem;
};

// Evaluates `assertion`, the source text of a check on the JSON object `variable`:
//
//   ASSERT_EQ doc["lists"][0]["details"]["items"].size() == 2
//   ASSERT_EQ doc["rules"][0]["info"]["name"].templateget<std::string>() == "x"
//   ASSERT_TRUE std::string(doc["errors"][0]["message"]).find("x")!=std::string::npos
//   ASSERT_TRUE doc["rules"][0].contains("x")
//
// nullopt: it is about something else, or not understood.
std::optional<Finding> CheckJson(std::string_view assertion, std::string_view variable,
                                 const nlohmann::json& document);

// Likewise for `variable.find("x") == std::string::npos` on a text.
std::optional<Finding> CheckText(std::string_view assertion, std::string_view variable,
                                 const std::string& text);

}  // namespace falco_run::conformance

#endif  // FALCO_RUN_TESTS_CONFORMANCE_JSON_ASSERTION_H_
