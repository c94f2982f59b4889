// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_SOURCE_H_
#define FALCO_RUN_OUTPUTS_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "outputs/message.h"

namespace falco_run::outputs {

// The messages that wait for one output, in order. Take and Settle are called by its worker
// only; waiting() from any thread.
class Source {
 public:
  virtual ~Source() = default;

  // The next messages that were not taken yet, at most `most`; none if there are none.
  virtual std::vector<MessagePtr> Take(size_t most) = 0;

  // The `count` oldest messages that were taken are settled: delivered, or given up.
  virtual void Settle(size_t count) = 0;

  // Not settled yet.
  virtual uint64_t waiting() const = 0;
};

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_SOURCE_H_
