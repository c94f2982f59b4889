// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LANGUAGE_PRINTER_H_
#define FALCO_RUN_ENGINE_LANGUAGE_PRINTER_H_

#include <string>

#include "engine/language/ast.h"

namespace falco_run::engine {

// The canonical text of a condition: and/or always in parentheses, one blank between tokens,
// quotes only where they are needed.
//
//   evt.type=open and(a or not(b))   ->   (evt.type = open and (a or not b))
//
// Parsing the text gives a tree that prints the same. O(size of the tree). Source: what
// upstream prints as a rule's compiled condition; it differs for values that upstream prints
// without the quotes they need (the empty string, `a=b`).
std::string PrintCondition(const Expr& expr);

// One side of a check.
std::string PrintOperand(const Operand& operand);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LANGUAGE_PRINTER_H_
