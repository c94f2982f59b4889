// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_PROGRAM_EVENT_DECISION_H_
#define FALCO_RUN_ENGINE_PROGRAM_EVENT_DECISION_H_

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "engine/events/event_set.h"
#include "engine/program/check.h"
#include "engine/program/value_table.h"

// What an event's type alone says about fields and checks.
namespace falco_run::engine {

// The event types for which something is true, and those for which it is false, whatever else
// the event says. A type in neither decides nothing.
struct EventVerdict {
  EventSet yes;
  EventSet no;
};

// What the type says: everything, or only by evt.type, syscall.type and evt.num.
enum class DecideBy : uint8_t { kAll, kNames };

// The verdict on a check. EVENT_GENERIC stands for generic events whose name no rule mentions.
// O(event types), or O(constants) for evt.type.
EventVerdict DecideEvents(const CompiledCheck& check, const ValueTable& values, DecideBy by);

// The check's result for every event of this type, if that is one and the same. `name` is the
// syscall's for EVENT_GENERIC; "" = one that no rule mentions.
std::optional<bool> DecideEvent(const CompiledCheck& check, const ValueTable& values,
                                proto::EventType type, std::string_view name, DecideBy by);

// The value depends on nothing but the flags argument, for open, openat and openat2.
bool ReadsFlagsOnly(const ValueExpr& e);

// The check looks at the outcome by name (evt.res, evt.rawres, evt.failed, ...).
bool NamesOutcome(const CompiledCheck& check, const ValueTable& values);

// Adds the names evt.type is compared with that are syscalls without an EventType.
void CollectGenericNames(const Check& check, const CompiledCheck& compiled,
                         const ValueTable& values, std::set<std::string>& names);

// Adds the host names that the check compares an address with.
void CollectHostNames(const CompiledCheck& compiled, const ValueTable& values,
                      std::set<std::string>& names);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_PROGRAM_EVENT_DECISION_H_
