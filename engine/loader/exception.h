// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_EXCEPTION_H_
#define FALCO_RUN_ENGINE_LOADER_EXCEPTION_H_

#include "engine/loader/definitions.h"
#include "engine/loader/load_result.h"
#include "engine/loader/loader_options.h"

// Exceptions of rules: sets of values for which a rule shall stay silent.
namespace falco_run::engine {

// Checks an exception's fields and comps and fills in the default comps: `in` for one field,
// `=` for each of a list. Returns false after adding an error.
bool CheckException(ExceptionDefinition& exception, const RuleDefinition& rule,
                    const LoaderOptions& options, LoadResult& result);

// Puts the rule's condition together with its exceptions:
//
//   (CONDITION) and not (proc.name in (a, b)) and not (( f1 = v1 and f2 = v2))
//
// or the condition alone if the rule has none. Values are pasted as text, so list names and
// transformer calls among them work. Returns false after adding an error.
bool ConditionWithExceptions(const RuleDefinition& rule, SourceText& out, LoadResult& result);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_EXCEPTION_H_
