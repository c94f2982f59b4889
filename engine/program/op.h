// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_PROGRAM_OP_H_
#define FALCO_RUN_ENGINE_PROGRAM_OP_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/fields/value.h"

namespace falco_run::engine {

enum class Op : uint8_t {
  kExists,
  kEq,
  kNe,
  kLt,
  kLe,
  kGt,
  kGe,
  kContains,
  kIContains,
  kBContains,
  kStartsWith,
  kBStartsWith,
  kEndsWith,
  kGlob,
  kIGlob,
  kRegex,
  kIn,
  kIntersects,
  kPMatch,
};

// "=" and "==" are kEq. Nothing for words that are no operators.
std::optional<Op> ParseOp(std::string_view text);

// May a field of this type stand left of the operator?
bool IsLegal(Op op, ValueType type, bool list);

// The type as error messages name it.
std::string_view TypeName(ValueType type);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_PROGRAM_OP_H_
