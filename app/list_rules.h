// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_LIST_RULES_H_
#define FALCO_RUN_APP_LIST_RULES_H_

#include <string>
#include <vector>

#include "app/config.h"
#include "app/listing.h"

namespace falco_run::app {

// -L: all rules, macros and lists. -l RULE (`name` is not empty): one rule, with what it uses.
// The JSON is Falco's (see DescribeRules), the text begins with Falco's two columns. Exit status 1
// when the rules cannot be loaded or there is no such rule.
int ListRules(const std::vector<std::string>& files, const Config& config, const std::string& name,
              ListFormat format);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_LIST_RULES_H_
