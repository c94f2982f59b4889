// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TESTS_CONFORMANCE_TALLY_H_
#define FALCO_RUN_TESTS_CONFORMANCE_TALLY_H_

#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace falco_run::conformance {

// Counts the outcomes of one corpus kind and prints each failure as it is found.
class Tally {
 public:
  explicit Tally(std::string kind) : kind_(std::move(kind)) {}

  const std::string& kind() const { return kind_; }
  int passed() const { return passed_; }
  int failed() const { return failed_; }
  int skipped() const { return skipped_; }

  void Pass() { ++passed_; }
  // A case that cannot be run here: what it is, and why. Equal ones are told once.
  void Skip(const std::string& name, const std::string& why) {
    ++skipped_;
    ++skips_[{name, why}];
  }
  void PrintSkips() const {
    for (const auto& [skip, count] : skips_) {
      std::printf("SKIP %s: %s (%d): %s\n", kind_.c_str(), skip.first.c_str(), count,
                  skip.second.c_str());
    }
  }
  void Fail(std::string_view name, std::string_view why) {
    ++failed_;
    std::printf("FAIL %s: %.*s\n     %.*s\n", kind_.c_str(), static_cast<int>(name.size()),
                name.data(), static_cast<int>(why.size()), why.data());
  }
  // Pass if `good`, else fail with the reason.
  void Expect(bool good, std::string_view name, std::string_view why) {
    if (good) {
      Pass();
    } else {
      Fail(name, why);
    }
  }

 private:
  std::string kind_;
  int passed_ = 0;
  int failed_ = 0;
  int skipped_ = 0;
  std::map<std::pair<std::string, std::string>, int> skips_;
};

}  // namespace falco_run::conformance

#endif  // FALCO_RUN_TESTS_CONFORMANCE_TALLY_H_
