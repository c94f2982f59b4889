// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LANGUAGE_CHECK_RESULT_H_
#define FALCO_RUN_ENGINE_LANGUAGE_CHECK_RESULT_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/language/ast.h"

namespace falco_run::engine {

// A finding in a condition or output text, at a place in that text.
struct Diagnostic {
  std::string message;
  Position position;
};

// What a check of a condition or output text found; made by //engine/program:checker, read
// by //engine/loader.
struct CheckResult {
  std::optional<Diagnostic> error;   // the first one ends the check
  std::vector<Diagnostic> warnings;  // LOAD_COMPILE_CONDITION hints
  bool names_event_type = true;      // false: matches (nearly) every event type (LOAD_NO_EVTTYPE)
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LANGUAGE_CHECK_RESULT_H_
