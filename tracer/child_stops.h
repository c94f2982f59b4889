// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_CHILD_STOPS_H_
#define FALCO_RUN_TRACER_CHILD_STOPS_H_

#include <signal.h>

namespace falco_run::tracer {

// Whether SIGCHLD is sent for stops of children and tracees, too, and not only for their ends. The
// signal is blocked and read from a descriptor.
inline void TellStops(bool on) {
  struct sigaction action = {};
  // Not SIG_DFL: setting that discards a SIGCHLD that is pending, and with it the program's end.
  action.sa_handler = [](int) {};
  action.sa_flags = on ? 0 : SA_NOCLDSTOP;
  sigaction(SIGCHLD, &action, nullptr);
}

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_CHILD_STOPS_H_
