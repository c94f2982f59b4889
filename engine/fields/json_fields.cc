// SPDX-License-Identifier: Apache-2.0
// The catalogue's rows for json.* and jevt.*.
#include "engine/fields/catalogue.h"
#include "engine/fields/json_readers.h"

namespace falco_run::engine {
namespace {

// clang-format off
// name, documented type, type, argument, supply, flags, changed by, facets, variant, reader, text
constexpr FieldInfo kRows[] = {
    {"json.value", "string", ValueType::kString, ArgRule::kRequired, Supply::kYes, 0, 0, 0, 0,
     ReadJsonValue,
     "value at RFC 6901 pointer KEY of the event JSON; scalars as text, objects/arrays as "
     "compact JSON; null if absent"},
    {"json.obj", "string", ValueType::kString, ArgRule::kNone, Supply::kYes, 0, 0, 0, 0,
     ReadJsonObject,
     "whole event pretty-printed with 2-space indent"},
    {"json.rawtime", "string", ValueType::kString, ArgRule::kNone, Supply::kYes, 0, 0, 0, 0,
     ReadJsonTime,
     "event timestamp in ns as text (string field)"},
    {"jevt.value", "string", ValueType::kString, ArgRule::kRequired, Supply::kYes, 0, 0, 0, 0,
     ReadJsonValue,
     "value at RFC 6901 pointer KEY of the event JSON; scalars as text, objects/arrays as "
     "compact JSON; null if absent"},
    {"jevt.obj", "string", ValueType::kString, ArgRule::kNone, Supply::kYes, 0, 0, 0, 0,
     ReadJsonObject,
     "whole event pretty-printed with 2-space indent"},
    {"jevt.rawtime", "string", ValueType::kString, ArgRule::kNone, Supply::kYes, 0, 0, 0, 0,
     ReadJsonTime,
     "event timestamp in ns as text (string field)"},
};
// clang-format on

}  // namespace

std::span<const FieldInfo> JsonFields() { return kRows; }

}  // namespace falco_run::engine
