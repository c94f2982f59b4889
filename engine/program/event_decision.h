// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_PROGRAM_EVENT_DECISION_H_
#define FALCO_RUN_ENGINE_PROGRAM_EVENT_DECISION_H_

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "engine/program/check.h"
#include "engine/program/value_table.h"

// What an event's type alone says about fields and checks.
namespace falco_run::engine {

// The field's value for every event of this type, if that is one and the same.
std::optional<Value> ValueOfEventType(const FieldUse& field, proto::EventType type,
                                      std::string_view name);

// The same, only for evt.type and syscall.type.
std::optional<Value> NameOfEventType(const FieldUse& field, proto::EventType type,
                                     std::string_view name);

// evt.num = 0, the idiom for "never": events are numbered from 1.
bool IsNumberZero(const CompiledCheck& check, const ValueExpr& left);

// The check looks at the outcome by name (evt.res, evt.rawres, evt.failed, ...).
bool NamesOutcome(const CompiledCheck& check, const ValueTable& values);

// Adds the names evt.type is compared with that are syscalls without an EventType.
void CollectGenericNames(const Check& check, const CompiledCheck& compiled,
                         const ValueTable& values, std::set<std::string>& names);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_PROGRAM_EVENT_DECISION_H_
