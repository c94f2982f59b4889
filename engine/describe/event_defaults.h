// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_DESCRIBE_EVENT_DEFAULTS_H_
#define FALCO_RUN_ENGINE_DESCRIBE_EVENT_DEFAULTS_H_

#include "absl/status/status.h"
#include "engine/describe/scene.h"

namespace falco_run::engine {

// The time of the first event that has none: 2026-01-01 00:00:00 UTC. Each further one is a
// millisecond later.
uint64_t DefaultTime(uint64_t seq);

// Fills in what follows from the rest or was not said: open flags, absolute paths, the
// descriptor's place, the result of a call that succeeded. The processes must be complete.
absl::Status CompleteEvent(Scene& scene);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_DESCRIBE_EVENT_DEFAULTS_H_
