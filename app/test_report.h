// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_TEST_REPORT_H_
#define FALCO_RUN_APP_TEST_REPORT_H_

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "app/coverage.h"
#include "app/palette.h"
#include "app/test_runner.h"

// The results of tests, for people and as JSON.
namespace falco_run::app {

// "ok   NAME", or "FAIL NAME (FILE:LINE)" and what was expected, what came and why.
std::string RenderResult(const TestResult& result, const std::string& file, const Palette& palette);

nlohmann::ordered_json ResultJson(const TestResult& result, const std::string& file);

// For each rule and check how often it was true and false; checks that never were one of the
// two stand out. Ends with the totals and the rules that never fired.
std::string RenderCoverage(const std::vector<RuleCoverage>& rules, const Palette& palette);

nlohmann::ordered_json CoverageJson(const std::vector<RuleCoverage>& rules);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_TEST_REPORT_H_
