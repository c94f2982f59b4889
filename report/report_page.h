// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_REPORT_REPORT_PAGE_H_
#define FALCO_RUN_REPORT_REPORT_PAGE_H_

#include <string>
#include <string_view>

#include "report/report_data.h"

namespace falco_run::report {

// page.html; part of the executable.
std::string_view PageTemplate();

// The page with the data in it: complete, nothing is loaded from elsewhere.
std::string MakePage(const ReportData& data);

}  // namespace falco_run::report

#endif  // FALCO_RUN_REPORT_REPORT_PAGE_H_
