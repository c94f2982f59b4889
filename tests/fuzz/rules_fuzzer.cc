// SPDX-License-Identifier: Apache-2.0
// Any text as a rules file, and after it as a second one: loading never crashes, errors come
// with a place and a report, and the conditions of loaded rules print to text that parses.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "engine/language/parser.h"
#include "engine/language/printer.h"
#include "engine/loader/loader.h"
#include "engine/loader/report.h"

namespace falco_run::engine {
namespace {

void Require(bool good) {
  if (!good) std::abort();
}

void Check(const LoadResult& result) {
  for (const auto* problems : {&result.errors, &result.warnings}) {
    for (const Problem& problem : *problems) {
      Require(!problem.message.empty());
      Require(!problem.locations.empty());
      Require(!problem.snippet.empty());
    }
  }
  Require(!ReportText(result, {.help = true}).empty());
  Require(!ReportJson(result).dump().empty());
}

void Run(std::string_view text) {
  LoaderOptions options;
  options.sources.insert("k8s_audit");
  Loader loader(options);
  Check(loader.AddFile("first.yaml", text));
  Check(loader.AddFile("second.yaml", text));
  // Rule conditions may nest deeper after macros than the parser allows by default.
  ParseOptions parse_options;
  parse_options.max_depth = 10000;
  for (const Rule& rule : loader.rules().rules) {
    Require(ParseCondition(PrintCondition(*rule.expr), parse_options).ok());
  }
}

}  // namespace
}  // namespace falco_run::engine

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  falco_run::engine::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
