// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_JUNIT_H_
#define FALCO_RUN_APP_JUNIT_H_

#include <pugixml.hpp>
#include <string>

#include "absl/status/status.h"
#include "app/test_runner.h"

namespace falco_run::app {

// Results of tests as JUnit XML, which CI systems show: one suite a file of tests, one case a
// test; what failed, and why, is the text of the case's failure.
class JunitReport {
 public:
  JunitReport();

  void BeginFile(const std::string& path);
  // Into the file begun last.
  void Add(const TestResult& result);
  // The file begun last cannot be used: a case that could not be run.
  void AddError(const std::string& message);

  // The errors of open(2) and write(2), with the path.
  absl::Status Write(const std::string& path);

 private:
  pugi::xml_node AddCase(const std::string& name, double seconds);

  struct Counts {
    int tests = 0;
    int failures = 0;
    int errors = 0;
    double seconds = 0;
  };
  static void SetCounts(pugi::xml_node node, const Counts& counts);

  pugi::xml_document document_;
  pugi::xml_node suites_;
  pugi::xml_node suite_;
  std::string path_;
  Counts all_;
  Counts file_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_JUNIT_H_
