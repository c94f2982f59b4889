// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LANGUAGE_PARSER_H_
#define FALCO_RUN_ENGINE_LANGUAGE_PARSER_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/language/ast.h"

namespace falco_run::engine {

struct ParseOptions {
  // How deep parentheses and transformer calls may nest.
  uint32_t max_depth = 1000;
};

struct ParseError {
  std::string message;  // says what was expected
  Position position;    // where it was expected
};

struct ParseResult {
  ExprPtr expr;                     // null on error
  std::optional<ParseError> error;  // set if and only if expr is null
  bool ok() const { return expr != nullptr; }
};

// Parses the text of a condition.
//
//   ParseResult r = ParseCondition("evt.type = open and not shell_procs");
//   if (!r.ok()) std::cerr << r.error->position.column << ": " << r.error->message;
//
// The tree says what was written: macros are kMacro nodes, list names inside `in (...)` are
// plain items, and nothing is known about fields or types. Exceptions: pairs of `not` vanish,
// and `in name` becomes a list of one item.
//
// O(length of the text); recursion is bounded by max_depth. Source: the Falco condition
// grammar, including what its parser accepts beyond its documentation (`x existsand y`).
ParseResult ParseCondition(std::string_view text, const ParseOptions& options = {});

// Parses the left side of a check alone: a field or a transformer call, nothing after it.
std::optional<Operand> ParseLeftSide(std::string_view text);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LANGUAGE_PARSER_H_
