// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FIELDS_JSON_READERS_H_
#define FALCO_RUN_ENGINE_FIELDS_JSON_READERS_H_

#include "engine/fields/catalogue.h"
#include "engine/fields/event_context.h"
#include "json/document.h"

// Readers of json.* and jevt.*, and what readers of JSON share.
namespace falco_run::engine {

// A JSON value as a field's: scalars as their text, objects and arrays as compact JSON; null and
// nothing as null. O(size) for objects and arrays, else O(1).
Value TextOf(EventContext& ctx, json::Value value);

Value ReadJsonValue(EventContext& ctx, const FieldUse& use);
Value ReadJsonObject(EventContext& ctx, const FieldUse& use);
Value ReadJsonTime(EventContext& ctx, const FieldUse& use);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FIELDS_JSON_READERS_H_
