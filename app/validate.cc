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
      const std::string report = engine::ReportText(result, {.help = true});
      // As Falco: what is only worth a warning is told in detail on stderr.
      const size_t line = report.find('\n') + 1;
      const bool warned = result.ok() && line < report.size();
      std::cout << (warned ? report.substr(0, line) : report);
      if (warned) std::cerr << report.substr(line);
    }
  }
  return std::all_of(load.results.begin(), load.results.end(),
                     [](const auto& result) { return result.ok(); })
             ? 0
             : 1;
}

}  // namespace falco_run::app
