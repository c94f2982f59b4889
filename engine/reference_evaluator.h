// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_REFERENCE_EVALUATOR_H_
#define FALCO_RUN_ENGINE_REFERENCE_EVALUATOR_H_

#include "engine/fields/event_context.h"
#include "engine/language/ast.h"

namespace falco_run::engine::testing {

// What a condition says about an event whose outcome is known: two values, no tables, nothing
// shared, every value a text. Tests compare the engine with it. Knows the operators and
// transformers that the tests use; an unknown one fails the test.
bool ReferenceResult(const Expr& condition, EventContext& event);

}  // namespace falco_run::engine::testing

#endif  // FALCO_RUN_ENGINE_REFERENCE_EVALUATOR_H_
