// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_RULES_ERROR_H_
#define FALCO_RUN_APP_RULES_ERROR_H_

#include <string>

#include "engine/loader/load_result.h"

namespace falco_run::app {

// What is wrong with a rules file, in the form of compilers, lines and columns from 1:
//
//   falco-run: mine.yaml:3:14: error: nonexistent field 'proc.nme' [LOAD_ERR_COMPILE_CONDITION]
//     condition: proc.nme = x
//                ^
//   help: ...
std::string FormatRulesErrors(const engine::LoadResult& result);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_RULES_ERROR_H_
