// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_SINKS_ALL_H_
#define FALCO_RUN_OUTPUTS_SINKS_ALL_H_

#include "outputs/sinks/sink.h"

namespace falco_run::outputs {

// One function a sink, in its own file.
Sink SlackSink();

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_SINKS_ALL_H_
