// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_BENCH_ENGINE_RULES_H_
#define FALCO_RUN_BENCH_ENGINE_RULES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/loader/rule_set.h"

namespace falco_run::engine {

// Which rules a benchmark runs with; its argument.
enum class Rules : int64_t {
  kStable,      // Falco's stable rules
  kIncubating,  // these and the incubating ones
  kTenfold,     // the stable ones and nine variants of each, with texts of their own
};

// FALCO_RUN_BENCH_RULES (files, colon separated), else Falco's stock rules in
// ../shared/corpus/stock_rules beside the workspace.
std::vector<std::string> RuleFiles(Rules rules);

// NotFound if a file is not there.
absl::StatusOr<RuleSet> LoadRules(Rules rules);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_BENCH_ENGINE_RULES_H_
