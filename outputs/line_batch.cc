// SPDX-License-Identifier: Apache-2.0
#include "outputs/line_batch.h"

#include <string>

namespace falco_run::outputs {

std::vector<Delivery> WriteLines(std::span<const MessagePtr> batch, bool at_once,
                                 const std::function<absl::Status(std::string_view)>& write) {
  std::vector<Delivery> results;
  std::string text;
  if (at_once) {
    for (const MessagePtr& message : batch) text.append(message->line()).push_back('\n');
    results.assign(batch.size(), {write(text)});
    return results;
  }
  for (const MessagePtr& message : batch) {
    text.assign(message->line()).push_back('\n');
    results.push_back({write(text)});
  }
  return results;
}

}  // namespace falco_run::outputs
