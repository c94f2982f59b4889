// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_RUN_ID_H_
#define FALCO_RUN_OUTPUTS_RUN_ID_H_

#include <string>

namespace falco_run::outputs {

// 16 random hexadecimal digits: what tells the alerts of one run from all others'.
std::string NewRunId();

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_RUN_ID_H_
