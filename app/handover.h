// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_HANDOVER_H_
#define FALCO_RUN_APP_HANDOVER_H_

#include <functional>

#include "app/control_channel.h"
#include "proto/takeover.pb.h"
#include "tracer/backend.h"
#include "tracer/unique_fd.h"
#include "tracer/watch_options.h"

namespace falco_run::app {

// What an engine knows goes to the next one by a file in memory, which the keeper passes on.

// To the keeper, from an engine whose backend does not run any more. Then calls `deliver`, which
// may take its time, on another thread; should the keeper end meanwhile, nobody would watch
// afterwards: `end_tree` is called. The listener must be held until this returns, so that calls
// wait.
void HandOver(const ControlChannel& channel, const tracer::Backend& backend,
              const tracer::StreamNumbers& stream, const std::function<void()>& deliver,
              const std::function<void()>& end_tree);

// Empty, if `file` is not valid: then all is looked up anew.
proto::TakeoverState TakeState(const tracer::UniqueFd& file);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_HANDOVER_H_
