// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_TEST_FILE_H_
#define FALCO_RUN_APP_TEST_FILE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "app/alert_expectation.h"
#include "engine/loader/rule_set.h"

namespace falco_run::app {

// One test of rules: events that are described or a command that is run, and what is expected.
struct RulesTest {
  std::string name;
  int line = 0;                      // from 1
  std::vector<YAML::Node> events;    // descriptions; empty for a command
  std::vector<std::string> command;  // argv; empty for events
  std::vector<AlertExpectation> expect;
};

// A file of tests:
//
//   rules: [mine.yaml]            # relative to the file; default: the shipped rules
//   tests:
//     - name: cat may not read the shadow file
//       event: {evt.type: openat, fd.name: /etc/shadow}
//       expect: Account secrets read
struct TestFile {
  std::string path;
  std::vector<std::string> rules;  // paths, relative ones joined to the file's directory
  std::vector<RulesTest> tests;
};

// Errors are "FILE:LINE:COLUMN: what is wrong".
absl::StatusOr<TestFile> ReadTestFile(const std::string& path);

// Every expected rule exists and is enabled; else an error at the expectation.
absl::Status CheckExpectedRules(const TestFile& file, const engine::RuleSet& rules);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_TEST_FILE_H_
