// SPDX-License-Identifier: Apache-2.0
#include "app/rules_error.h"

#include "engine/loader/report.h"

namespace falco_run::app {
namespace {

using engine::ItemKind;

// Falco counts YAML positions from 0, but adds the parser's, from 1, inside expressions.
std::string Place(const engine::LoadResult& result, const engine::Problem& problem) {
  if (problem.locations.empty()) return result.file;
  const engine::Location& at = problem.locations.back();
  const bool inside =
      at.kind == ItemKind::kConditionExpression || at.kind == ItemKind::kRuleOutputExpression;
  const uint32_t add = inside ? 0 : 1;
  return result.file + ":" + std::to_string(at.line + add) + ":" + std::to_string(at.column + add);
}

}  // namespace

std::string FormatRulesErrors(const engine::LoadResult& result) {
  std::string out;
  for (const engine::Problem& problem : result.errors) {
    out += "falco-run: " + Place(result, problem) + ": error: " + problem.message + " [" +
           std::string(engine::CodeName(problem.code)) + "]\n" + problem.snippet +
           "help: " + engine::HelpText(problem) + "\n";
  }
  return out;
}

}  // namespace falco_run::app
