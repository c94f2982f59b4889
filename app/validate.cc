// SPDX-License-Identifier: Apache-2.0
#include "app/validate.h"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/rules_source.h"
#include "engine/loader/report.h"

namespace falco_run::app {

int Validate(const std::vector<std::string>& files, const Config& config, bool json) {
  const RulesLoad load = LoadRules(files, config.static_fields, /*keep_going=*/true);
  if (json) {
    std::cout << engine::ReportJson(load.results).dump() << "\n";
  } else {
    for (const engine::LoadResult& result : load.results) {
      std::cout << engine::ReportText(result, {.help = true});
    }
  }
  return std::all_of(load.results.begin(), load.results.end(),
                     [](const auto& result) { return result.ok(); })
             ? 0
             : 1;
}

}  // namespace falco_run::app
