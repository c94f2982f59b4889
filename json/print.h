// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_JSON_PRINT_H_
#define FALCO_RUN_JSON_PRINT_H_

#include <string>

#include "json/document.h"

namespace falco_run::json {

// Appends the value as JSON without blanks. Does not recurse. O(size).
void AppendCompact(Value value, std::string& out);

// The same on many lines, indented by two blanks a level.
void AppendPretty(Value value, std::string& out);

}  // namespace falco_run::json

#endif  // FALCO_RUN_JSON_PRINT_H_
