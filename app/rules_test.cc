// SPDX-License-Identifier: Apache-2.0
#include "app/rules_test.h"

#include <unistd.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "app/junit.h"
#include "app/palette.h"
#include "app/selected_rules.h"
#include "app/test_file.h"
#include "app/test_report.h"
#include "app/test_runner.h"

namespace falco_run::app {
namespace {

using Json = nlohmann::ordered_json;

class Session {
 public:
  Session(const Options& options, const Config& config, bool json)
      : options_(options), config_(config), json_(json), palette_(Palette::For(STDOUT_FILENO)) {}

  int Run() {
    bool usable = true;
    for (const std::string& path : options_.test.files) {
      junit_.BeginFile(path);
      usable = RunFile(path);
      if (!usable) break;
    }
    if (!options_.test.junit.empty()) {
      const absl::Status written = junit_.Write(options_.test.junit);
      if (!written.ok()) {
        Tell(written);
        return 1;
      }
    }
    if (!usable) return 1;
    const std::string counts =
        std::to_string(passed_) + " passed, " + std::to_string(failed_) + " failed";
    if (json_) {
      out_["passed"] = passed_;
      out_["failed"] = failed_;
      std::cout << out_.dump(1, ' ', false, Json::error_handler_t::replace) << "\n";
    } else {
      std::cout << (failed_ > 0 ? palette_.bad : palette_.good) << counts << palette_.reset << "\n";
    }
    return failed_ > 0 ? 1 : 0;
  }

 private:
  // False after an error was told.
  bool RunFile(const std::string& path) {
    auto file = ReadTestFile(path);
    if (!file.ok()) return Fail(file.status());
    const std::vector<std::string>& paths = options_.rules.empty() ? file->rules : options_.rules;
    const auto rules = LoadSelectedRules(paths, config_);
    if (!rules) {
      junit_.AddError("its rules do not load");
      return false;
    }
    if (absl::Status s = CheckExpectedRules(*file, *rules); !s.ok()) return Fail(s);
    Coverage coverage;
    TestRunner runner(*rules, config_, paths, options_.overrides,
                      options_.test.coverage ? &coverage : nullptr);
    for (const RulesTest& test : file->tests) {
      auto result = runner.Run(test);
      if (!result.ok()) {
        return Fail(
            absl::InvalidArgumentError(path + ":" + std::string(result.status().message())));
      }
      ++(result->passed ? passed_ : failed_);
      junit_.Add(*result);
      if (json_) {
        out_["tests"].push_back(ResultJson(*result, path));
      } else {
        std::cout << RenderResult(*result, path, palette_) << std::flush;
      }
    }
    if (options_.test.coverage) Report(coverage);
    return true;
  }

  void Report(const Coverage& coverage) {
    if (json_) {
      for (const Json& rule : CoverageJson(coverage.rules())) out_["coverage"].push_back(rule);
      return;
    }
    std::cout << "\n" << RenderCoverage(coverage.rules(), palette_) << "\n";
  }

  bool Fail(const absl::Status& status) {
    junit_.AddError(std::string(status.message()));
    Tell(status);
    return false;
  }
  static void Tell(const absl::Status& status) {
    std::cerr << "falco-run: " << std::string(status.message()) << "\n";
  }

  const Options& options_;
  const Config& config_;
  const bool json_;
  const Palette palette_;
  size_t passed_ = 0;
  size_t failed_ = 0;
  JunitReport junit_;
  Json out_ = {{"tests", Json::array()}};
};

}  // namespace

int RunRulesTests(const Options& options, const Config& config, bool json) {
  return Session(options, config, json).Run();
}

}  // namespace falco_run::app
