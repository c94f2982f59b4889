// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_TEST_RUNNER_H_
#define FALCO_RUN_APP_TEST_RUNNER_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/config.h"
#include "app/coverage.h"
#include "app/record_source.h"
#include "app/test_file.h"

namespace falco_run::app {

// What came of one test.
struct TestResult {
  const RulesTest* test = nullptr;
  bool passed = false;
  std::vector<nlohmann::json> alerts;   // Falco's JSON
  std::vector<std::string> missing;     // expected alerts that did not come
  std::vector<std::string> unexpected;  // alerts that were not expected
  std::vector<std::string> other;       // wrong numbers, commands that could not be run
  std::vector<std::string> why;         // for missing ones: the check that decided
  double seconds = 0;                   // it took
};

// Runs the tests of one file.
class TestRunner {
 public:
  // `rule_paths` and `overrides` are for the commands, which are run by a falco-run of their
  // own. Nothing is owned. `coverage` may be null.
  TestRunner(const engine::RuleSet& rules, const Config& config,
             const std::vector<std::string>& rule_paths, const std::vector<std::string>& overrides,
             Coverage* coverage)
      : rules_(rules),
        config_(config),
        rule_paths_(rule_paths),
        overrides_(overrides),
        coverage_(coverage) {}

  // An error: a description is wrong ("LINE:COLUMN: ...").
  absl::StatusOr<TestResult> Run(const RulesTest& test);

 private:
  absl::Status RunEvents(const RulesTest& test, TestResult& result);
  void RunCommandTest(const RulesTest& test, TestResult& result);
  // Says of the missing alerts why, by the events; counts the checks.
  absl::Status Explain(const Mismatch& mismatch, RecordSource& records, TestResult& result);

  const engine::RuleSet& rules_;
  const Config& config_;
  const std::vector<std::string>& rule_paths_;
  const std::vector<std::string>& overrides_;
  Coverage* coverage_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_TEST_RUNNER_H_
