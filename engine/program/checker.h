// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_PROGRAM_CHECKER_H_
#define FALCO_RUN_ENGINE_PROGRAM_CHECKER_H_

#include <string_view>

#include "engine/language/ast.h"
#include "engine/language/check_result.h"

namespace falco_run::engine {

class Catalogue;

// Checks a condition without macros against the field catalogue: fields exist for the
// source, arguments fit, operators are legal for the types, values parse.
//
//   CheckResult r = CheckCondition(*expr, "syscall");
//   if (r.error) std::cerr << r.error->position.line << ": " << r.error->message;
//
// Messages contain upstream's key phrases ("nonexistent field", "unknown event type", ...).
// O(size of the expression).
CheckResult CheckCondition(const Expr& condition, std::string_view source);

// The same with a catalogue of one's own (static fields, tests).
CheckResult CheckCondition(const Expr& condition, const Catalogue& catalogue);

// Checks an output text ("file=%fd.name by %proc.name").
CheckResult CheckOutput(std::string_view output, std::string_view source);
CheckResult CheckOutputText(std::string_view output, const Catalogue& catalogue);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_PROGRAM_CHECKER_H_
