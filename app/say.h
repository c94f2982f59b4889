// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_SAY_H_
#define FALCO_RUN_APP_SAY_H_

#include <iostream>
#include <string>

namespace falco_run::app {

// One line of falco-run's on stderr, in one write: other threads write there, too.
inline void Say(const std::string& text) { std::cerr << "falco-run: " + text + "\n" << std::flush; }

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_SAY_H_
