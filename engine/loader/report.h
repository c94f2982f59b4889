// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_REPORT_H_
#define FALCO_RUN_ENGINE_LOADER_REPORT_H_

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>

#include "engine/loader/load_result.h"

// Load results as people and tools read them. The text is Falco's (`falco -V FILE`):
//
//   rules.yaml: Invalid
//   1 Errors:
//   In rules content: (rules.yaml:0:0)
//       rule 'x': (rules.yaml:3:2)
//       rule condition: (rules.yaml:5:13)
//       condition expression: ("evt.type = open a...":6:29)
//   ------
//   evt.type = open and nope
//                       ^
//   ------
//   LOAD_ERR_VALIDATE (Error validating rule/macro/list/exception objects): Undefined macro ...
namespace falco_run::engine {

struct ReportOptions {
  // Adds a line `help: ...` to each problem: what to do about it. Not in Falco's text.
  bool help = false;
};

// "FILE: Ok", "FILE: Ok, with warnings" or "FILE: Invalid", and every problem with its place.
// Lines end with a newline.
std::string ReportText(const LoadResult& result, const ReportOptions& options = {});

// The first line and the codes only: ` 1 errors: [CODE (text)]`.
std::string ReportSummary(const LoadResult& result);

// What to do about a problem, in one line.
std::string HelpText(const Problem& problem);

// One entry of `falco_load_results`.
nlohmann::json ReportJson(const LoadResult& result);
// {"falco_load_results": [...]}
nlohmann::json ReportJson(std::span<const LoadResult> results);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_REPORT_H_
