// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LANGUAGE_VISIT_H_
#define FALCO_RUN_ENGINE_LANGUAGE_VISIT_H_

#include <functional>
#include <set>
#include <string>

#include "engine/language/ast.h"

// Walks over a condition's tree. All are O(size of the tree).
namespace falco_run::engine {

// Calls `visit` for every check, left to right.
void ForEachCheck(const Expr& expr, const std::function<void(const Check&)>& visit);

// Calls `visit` for every field in `operand`, also inside transformer calls.
void ForEachField(const Operand& operand, const std::function<void(const FieldRef&)>& visit);
// The same for both sides of every check.
void ForEachField(const Expr& expr, const std::function<void(const FieldRef&)>& visit);

// The names of all macros and fields that are mentioned.
std::set<std::string> MacroNames(const Expr& expr);
std::set<std::string> FieldNames(const Expr& expr);

// Nodes of the tree, operands not counted.
size_t CountNodes(const Expr& expr);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LANGUAGE_VISIT_H_
