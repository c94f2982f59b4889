// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_COLLECTION_H_
#define FALCO_RUN_APP_COLLECTION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/requirements.h"
#include "proto/record.pb.h"
#include "tracer/watch_plan.h"

// What rules need, in the terms of the tracer and of recordings.
namespace falco_run::app {

tracer::WatchRequest MakeWatchRequest(const engine::Requirements& needs);

// SnapshotPart bits.
uint32_t SnapshotParts(const engine::Requirements& needs);

// What a run with these needs collects: without the events that cannot be observed.
proto::Collected MakeCollected(const engine::Requirements& needs);

// What rules need, the tracer can supply and a recording does not have, one name each: event
// names, "every event", "process: cwd", "descriptors".
std::vector<std::string> MissingFrom(const proto::Collected& collected,
                                     const engine::Requirements& needs);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_COLLECTION_H_
