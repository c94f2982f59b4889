// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_LIST_FIELDS_H_
#define FALCO_RUN_APP_LIST_FIELDS_H_

#include <string>

#include "app/listing.h"

namespace falco_run::app {

// --list[=SOURCE]: prints the fields that rules can use, with their types, and says which of
// them falco-run cannot supply. SOURCE is "syscall" or "k8s_audit"; empty is all.
// -N: `names_only`.
int ListFields(const std::string& source, bool names_only, ListFormat format);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_LIST_FIELDS_H_
