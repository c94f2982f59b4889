// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <vector>

#include "engine/language/parser.h"
#include "engine/language/printer.h"
#include "tests/conformance/corpus.h"
#include "tests/conformance/kinds.h"

namespace falco_run::conformance {
namespace {

void ExpectAccepted(const std::string& text, Tally& tally) {
  engine::ParseResult parsed = engine::ParseCondition(text);
  if (!parsed.ok()) {
    tally.Fail(text, "rejected at column " + std::to_string(parsed.error->position.column) + ": " +
                         parsed.error->message);
    return;
  }
  const std::string printed = engine::PrintCondition(*parsed.expr);
  engine::ParseResult again = engine::ParseCondition(printed);
  tally.Expect(again.ok() && engine::PrintCondition(*again.expr) == printed, text,
               "printed as " + printed + ", which does not print the same");
}

}  // namespace

void RunParserCases(const std::string& corpus, Tally& tally) {
  const auto accept = ReadJsonLines(corpus + "/conditions/parser_accept.txt");
  const auto reject = ReadJsonLines(corpus + "/conditions/parser_reject.txt");
  if (!accept.has_value() || !reject.has_value())
    return tally.Skip("parser_accept.txt, parser_reject.txt", "are not there");
  for (const nlohmann::json& value : *accept) {
    if (!value.is_string()) {
      tally.Fail("parser_accept.txt", "a line is no JSON string");
      continue;
    }
    const std::string text = value.get<std::string>();
    ExpectAccepted(text, tally);
    ExpectAccepted(" \t " + text + " \n ", tally);
    // Every blank is as good as any other.
    for (char blank : {'\n', '\t'}) {
      std::string variant = text;
      std::replace(variant.begin(), variant.end(), ' ', blank);
      ExpectAccepted(variant, tally);
    }
  }
  for (const nlohmann::json& value : *reject) {
    if (!value.is_string()) {
      tally.Fail("parser_reject.txt", "a line is no JSON string");
      continue;
    }
    const std::string text = value.get<std::string>();
    tally.Expect(!engine::ParseCondition(text).ok(), text.substr(0, 200), "accepted");
  }
}

}  // namespace falco_run::conformance
