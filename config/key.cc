// SPDX-License-Identifier: Apache-2.0
#include "config/key.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace falco_run::config {

std::string VariableOf(const Key& key) {
  std::string variable = absl::AsciiStrToUpper(key.path);
  std::replace(variable.begin(), variable.end(), '.', '_');
  return variable;
}

}  // namespace falco_run::config
