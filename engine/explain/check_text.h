// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_EXPLAIN_CHECK_TEXT_H_
#define FALCO_RUN_ENGINE_EXPLAIN_CHECK_TEXT_H_

#include <string>

#include "engine/explain/explanation.h"

namespace falco_run::engine {

// A check as people read it: its canonical text, a list cut after about `width` characters:
//   proc.name in (sh, bash, dash, ... 8 more)
std::string ShortCheckText(const Expr& check, size_t width);

// What its fields were: "cat"; "no value"; "a=1, b=2" where both sides are fields.
std::string ActualText(const ExplainedNode& check);

// One line for people: "proc.name = sh, but proc.name is cat".
std::string CheckSentence(const ExplainedNode& check);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_EXPLAIN_CHECK_TEXT_H_
