// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_EXPLAIN_JSON_H_
#define FALCO_RUN_APP_EXPLAIN_JSON_H_

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "engine/explain/explanation.h"

namespace falco_run::app {

// One event's explanation: {"event", "decision", "rules": [{"rule", "verdict", "distance",
// "deciding_check", "condition": tree}]}. With `names`, only these rules; else those that were
// run, without their trees unless they were true.
nlohmann::ordered_json ExplanationJson(const engine::Explanation& explanation,
                                       const std::vector<std::string>& names);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_EXPLAIN_JSON_H_
