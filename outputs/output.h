// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_OUTPUT_H_
#define FALCO_RUN_OUTPUTS_OUTPUT_H_

#include <string_view>

#include "absl/status/status.h"

namespace falco_run::outputs {

// A place that alerts go to. Called from the queue's thread only.
class Output {
 public:
  virtual ~Output() = default;

  // Takes one rendered alert (a line without its newline). May block.
  virtual absl::Status Write(std::string_view line) = 0;
};

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_OUTPUT_H_
