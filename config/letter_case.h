// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_CONFIG_LETTER_CASE_H_
#define FALCO_RUN_CONFIG_LETTER_CASE_H_

#include "config/key.h"
#include "config/value.h"

namespace falco_run::config {

// Renames the document's keys that are one of `keys` but for upper and lower case:
// Falcosidekick does not tell them apart, and its own example writes customHeaders. Of two that
// become one, the later counts.
void FixLetterCase(const Keys& keys, Value& root);

}  // namespace falco_run::config

#endif  // FALCO_RUN_CONFIG_LETTER_CASE_H_
