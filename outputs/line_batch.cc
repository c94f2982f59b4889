// SPDX-License-Identifier: Apache-2.0
#include "outputs/line_batch.h"

namespace falco_run::outputs {

std::vector<Delivery> WriteLines(std::span<const MessagePtr> batch, bool at_once,
                                 std::string& buffer,
                                 const std::function<absl::Status(std::string_view)>& write) {
  std::vector<Delivery> results;
  buffer.clear();
  if (at_once) {
    for (const MessagePtr& message : batch) buffer.append(message->line()).push_back('\n');
    results.assign(batch.size(), {write(buffer)});
    return results;
  }
  for (const MessagePtr& message : batch) {
    buffer.assign(message->line()).push_back('\n');
    results.push_back({write(buffer)});
  }
  return results;
}

}  // namespace falco_run::outputs
