// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include "engine/loader/loader.h"
#include "tests/conformance/corpus.h"
#include "tests/conformance/kinds.h"

namespace falco_run::conformance {
namespace {

using engine::Location;
using engine::Problem;

bool Matches(const Problem& problem, const nlohmann::json& expected) {
  const std::string code = expected.value("Code", "");
  if (!code.empty() && CodeName(problem.code) != code) return false;
  // The corpus keeps the escapes of the test's source.
  std::string message = expected.value("Message", "");
  for (size_t at; (at = message.find("\\\"")) != std::string::npos;) message.erase(at, 1);
  if (problem.message.find(message) == std::string::npos) return false;
  const std::string type = expected.value("ItemType", "");
  const std::string name = expected.value("ItemName", "");
  return std::any_of(problem.locations.begin(), problem.locations.end(),
                     [&](const Location& location) {
                       return (type.empty() || ItemKindName(location.kind) == type) &&
                              (name.empty() || location.item_name == name);
                     });
}

void RunCase(const nlohmann::json& test, Tally& tally) {
  const std::string name = test.value("test", "");
  engine::Loader loader(MakeLoaderOptions());
  std::vector<Problem> errors;
  std::vector<Problem> warnings;
  for (const nlohmann::json& file : test["rules"]) {
    const std::string file_name = file.get<std::string>();
    if (!test["contents"].contains(file_name)) {
      return tally.Skip(name, "the corpus does not hold " + file_name);
    }
    const engine::LoadResult result =
        loader.AddFile(file_name, test["contents"][file_name].get<std::string>());
    errors.insert(errors.end(), result.errors.begin(), result.errors.end());
    warnings.insert(warnings.end(), result.warnings.begin(), result.warnings.end());
  }
  std::string first = errors.empty() ? "" : errors.front().message;
  if (test.value("validate", false)) {
    const bool fails = test["exit"].empty() || test["exit"][0] != 0;
    tally.Expect(errors.empty() != fails, name, fails ? "loads" : "does not load: " + first);
  }
  for (const nlohmann::json& expected : test["expect"]) {
    const std::string kind = expected.value("class", "");
    if (!expected.contains("Code") || (kind != "AllErrors" && kind != "AllWarnings")) continue;
    const std::vector<Problem>& problems = kind == "AllErrors" ? errors : warnings;
    const bool found = std::any_of(problems.begin(), problems.end(), [&](const Problem& problem) {
      return Matches(problem, expected);
    });
    tally.Expect(found, name, "missing " + expected.dump() + ", first error: " + first);
  }
  if (!test.value("validate", false)) {
    // Cases that run a capture: here only whether their rules load.
    const bool rules_fail = !test["exit"].empty() && test["exit"][0] != 0;
    if (test["rules"].empty() || rules_fail || test["exit"].empty()) {
      return tally.Skip(name, "about a capture or the command line, not about rules");
    }
    tally.Expect(errors.empty(), name, "does not load: " + first);
  }
}

}  // namespace

void RunTestingFalcoCases(const std::string& corpus, Tally& tally) {
  const auto cases = ReadJsonLines(corpus + "/rules_files/testing_falco_cases.jsonl");
  if (!cases.has_value()) return tally.Skip("testing_falco_cases.jsonl", "is not there");
  for (const nlohmann::json& test : *cases) {
    if (!test.is_object() || !test.contains("rules") || !test.contains("contents")) {
      tally.Fail("testing_falco_cases.jsonl", "a line is no case");
      continue;
    }
    RunCase(test, tally);
  }
}

}  // namespace falco_run::conformance
