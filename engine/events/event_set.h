// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_EVENTS_EVENT_SET_H_
#define FALCO_RUN_ENGINE_EVENTS_EVENT_SET_H_

#include <bitset>

#include "proto/event_type.pb.h"

namespace falco_run::engine {

// A set of event types, by value of proto::EventType.
using EventSet = std::bitset<proto::EventType_ARRAYSIZE>;

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_EVENTS_EVENT_SET_H_
