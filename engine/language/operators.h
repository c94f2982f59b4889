// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LANGUAGE_OPERATORS_H_
#define FALCO_RUN_ENGINE_LANGUAGE_OPERATORS_H_

#include <optional>
#include <span>
#include <string_view>

#include "engine/language/ast.h"

// The words of the condition language: operators, modifiers and transformers.
namespace falco_run::engine {

enum class OperatorKind : uint8_t {
  kUnary,   // exists
  kNumber,  // < <= > >=
  kString,  // = == != contains ...; these take a modifier
  kList,    // in intersects pmatch
};

struct OperatorInfo {
  std::string_view name;
  OperatorKind kind;
  // Written in letters and followed by a blank: `contains x`. Symbols (`=x`), `exists` and
  // list operators (`in(x)`) need none.
  bool needs_blank;
};

// Every operator; one that is a prefix of another comes after it.
std::span<const OperatorInfo> Operators();

// nullptr if there is no such operator.
const OperatorInfo* FindOperator(std::string_view name);

// "oneof", "anyof", "allof"; nullopt for anything else.
std::optional<Modifier> ParseModifier(std::string_view word);
// The inverse; "" for kNone.
std::string_view ModifierName(Modifier modifier);

struct TransformerInfo {
  std::string_view name;
  bool has_index;  // may be followed by [x]
};

// Every transformer that can stand on both sides of a check; val() is not among them.
std::span<const TransformerInfo> Transformers();

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LANGUAGE_OPERATORS_H_
