// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_CONFIG_DIFFERENCE_H_
#define FALCO_RUN_CONFIG_DIFFERENCE_H_

#include <string>
#include <vector>

#include "config/key.h"
#include "config/value.h"

namespace falco_run::config {

// The paths of the keys whose values are not the same in two documents, in the keys' order; lists
// and maps as a whole. Where a value was written does not count. Keys without effect are passed
// over.
std::vector<std::string> DifferentKeys(const Value& a, const Value& b, const Keys& keys);

}  // namespace falco_run::config

#endif  // FALCO_RUN_CONFIG_DIFFERENCE_H_
