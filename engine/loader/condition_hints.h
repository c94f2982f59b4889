// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_CONDITION_HINTS_H_
#define FALCO_RUN_ENGINE_LOADER_CONDITION_HINTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/language/ast.h"
#include "engine/language/check_result.h"
#include "engine/loader/problem.h"

namespace falco_run::engine {

struct Hint {
  ProblemCode code;
  Diagnostic diagnostic;
};

// Things a condition should not do although it may: comparing with the text <NA>
// (LOAD_UNSAFE_NA_CHECK) and using deprecated fields (LOAD_DEPRECATED_ITEM). Each at most
// once a field.
std::vector<Hint> ConditionHints(const Expr& condition);

// The deprecated fields an output text prints.
std::vector<Hint> OutputHints(std::string_view output);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_CONDITION_HINTS_H_
