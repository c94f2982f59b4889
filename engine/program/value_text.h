// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_PROGRAM_VALUE_TEXT_H_
#define FALCO_RUN_ENGINE_PROGRAM_VALUE_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/fields/arena.h"
#include "engine/fields/value.h"

namespace falco_run::engine {

// Appends one present value as text: numbers decimal, booleans as words, addresses dotted.
void AppendPlain(const Value& value, std::string& out);

// The type as messages name it.
std::string_view ValueTypeName(ValueType type);

// The transformer getopt: the letters and arguments found in `args`, or with an index the
// last argument of that letter.
Value ComputeGetopt(const Value& args, std::string_view options,
                    const std::optional<std::string>& index, Arena& arena);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_PROGRAM_VALUE_TEXT_H_
