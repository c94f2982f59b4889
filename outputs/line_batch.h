// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_LINE_BATCH_H_
#define FALCO_RUN_OUTPUTS_LINE_BATCH_H_

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "outputs/output.h"

namespace falco_run::outputs {

// How many lines an output that can write many at once should take.
inline constexpr size_t kLinesAtOnce = 512;

// Writes the messages' lines by `write`, which is given complete lines with their newlines: all
// of them at once, or one by one, so that lines of several writers to one pipe do not mix.
std::vector<Delivery> WriteLines(std::span<const MessagePtr> batch, bool at_once,
                                 const std::function<absl::Status(std::string_view)>& write);

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_LINE_BATCH_H_
