// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_HANDOVER_H_
#define FALCO_RUN_APP_HANDOVER_H_

#include "app/control_channel.h"
#include "proto/takeover.pb.h"
#include "tracer/backend.h"
#include "tracer/unique_fd.h"
#include "tracer/watch_options.h"

namespace falco_run::app {

// What an engine knows goes to the next one by a file in memory, which the keeper passes on.

// To the keeper, from an engine that does not run any more.
void SendState(const ControlChannel& channel, const tracer::Backend& backend,
               const tracer::StreamNumbers& stream);

// Empty, if `file` is not valid: then all is looked up anew.
proto::TakeoverState TakeState(const tracer::UniqueFd& file);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_HANDOVER_H_
