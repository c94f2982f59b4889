// SPDX-License-Identifier: Apache-2.0
#include "report/report_page.h"

#include <nlohmann/json.hpp>

namespace falco_run::report {

std::string MakePage(const ReportData& data) {
  constexpr std::string_view kPlace = "@DATA@";
  std::string json =
      data.ToJson().dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  // Within <script>, "</script" and "<!--" would mean something; within JSON '<' is in strings.
  std::string safe;
  safe.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  std::string page(PageTemplate());
  page.replace(page.find(kPlace), kPlace.size(), safe);
  return page;
}

}  // namespace falco_run::report
