// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_EVENTS_EVENT_TABLE_H_
#define FALCO_RUN_ENGINE_EVENTS_EVENT_TABLE_H_

#include <optional>
#include <span>
#include <string_view>

#include "engine/events/event_data.h"

namespace falco_run::engine {

// What the rule language knows about an event type: name, category, what it does with a
// descriptor. Unknown values are described as EVENT_UNKNOWN. O(1).
const EventInfo& GetEventInfo(proto::EventType type);

// Its parameters, in the order evt.args prints them.
std::span<const ParamInfo> GetParams(proto::EventType type);

// "openat" -> EVENT_OPENAT. Nothing for names without a value of their own, even if
// they are syscalls (see IsSyscallName). O(log n).
std::optional<proto::EventType> FindEventType(std::string_view name);

// True for every name a rule may compare evt.type with: events, Linux syscalls (also those
// that arrive as EVENT_GENERIC) and Falco's event names that this collector never produces.
bool IsKnownEventName(std::string_view name);

// "flags" -> PARAM_FLAGS; PARAM_NONE if no event has such a parameter. O(log n).
proto::Param FindParam(std::string_view name);

// PARAM_FLAGS -> "flags".
std::string_view ParamName(proto::Param param);

// The type the rule language gives evt.rawarg.NAME: that of most events that have it.
ParamType CommonParamType(proto::Param param);

// Whether evt.res and its like have a value.
bool HasResult(proto::EventType type);

// The word evt.category prints. I/O categories have no word of their own: nullptr.
const char* CategoryName(Category category);

// True if the event opens a path: open, openat, openat2, open_by_handle_at, creat.
constexpr bool IsOpen(proto::EventType t) {
  return t == proto::EVENT_OPEN || t == proto::EVENT_OPENAT || t == proto::EVENT_OPENAT2 ||
         t == proto::EVENT_CREAT || t == proto::EVENT_OPEN_BY_HANDLE_AT;
}

constexpr bool IsExec(proto::EventType t) {
  return t == proto::EVENT_EXECVE || t == proto::EVENT_EXECVEAT;
}

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_EVENTS_EVENT_TABLE_H_
