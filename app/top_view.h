// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_TOP_VIEW_H_
#define FALCO_RUN_APP_TOP_VIEW_H_

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "app/palette.h"
#include "app/top_status.h"

namespace falco_run::app {

// What rows of processes and rules are ordered by, the largest first; names alphabetically.
enum class TopOrder { kRate, kCount, kAlerts, kName };

struct TopLayout {
  size_t width = std::numeric_limits<size_t>::max();   // of the terminal; longer lines are cut
  size_t height = std::numeric_limits<size_t>::max();  // of the terminal
  TopOrder order = TopOrder::kRate;
  Palette palette;
};

// The lines of a screen, without line ends: totals, processes, rules, outputs, blind spots. Where
// they do not fit, the last processes and rules are left out. Rates are since `before`, or since
// the start if that is nullptr. Control characters in names are shown as '?'.
std::vector<std::string> RenderTop(const TopStatus& now, const TopStatus* before,
                                   const TopLayout& layout);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_TOP_VIEW_H_
