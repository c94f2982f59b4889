// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_COVERAGE_H_
#define FALCO_RUN_APP_COVERAGE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/explain/explanation.h"

namespace falco_run::app {

// How often one check was looked at, by what it was.
struct CheckCoverage {
  std::string text;
  std::string macro;  // the outermost macro it stands in; "" = the rule itself
  uint64_t is_true = 0;
  uint64_t is_false = 0;
  uint64_t is_null = 0;  // of is_false: the field had no value
  uint64_t is_unknown = 0;
  bool full() const { return is_true > 0 && is_false > 0; }
};

struct RuleCoverage {
  std::string rule;
  uint64_t events = 0;  // of a type the rule is about
  uint64_t fired = 0;
  uint64_t shadowed = 0;
  std::vector<CheckCoverage> checks;  // left to right, macros expanded
};

// Counts over the explanations of many events. A check counts when it is looked at: nothing to
// its left settled the condition.
class Coverage {
 public:
  void Add(const engine::Explanation& explanation);

  // In definition order; rules that are not run are left out.
  const std::vector<RuleCoverage>& rules() const { return rules_; }

 private:
  std::vector<RuleCoverage> rules_;
  std::map<const engine::Rule*, size_t> index_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_COVERAGE_H_
