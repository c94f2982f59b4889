// SPDX-License-Identifier: Apache-2.0
#include "outputs/sinks/all.h"

namespace falco_run::outputs {

const std::vector<Sink>& AllSinks() {
  static const auto* const sinks = new std::vector<Sink>{
      SlackSink(),
  };
  return *sinks;
}

}  // namespace falco_run::outputs
