// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_KILL_BEHIND_H_
#define FALCO_RUN_APP_KILL_BEHIND_H_

#include <sys/types.h>

#include <chrono>
#include <functional>

#include "tracer/listener.h"

namespace falco_run::app {

void KillWithDescendants(pid_t pid);

// Ends who is behind the filter of `listener`, wherever it is in the process tree: whoever makes a
// call that is watched is killed instead. Until nobody is left or `patience` is over. `each_round`:
// called about once a millisecond, to kill who is known otherwise.
void KillBehind(tracer::Listener& listener, std::chrono::milliseconds patience,
                const std::function<void()>& each_round = nullptr);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_KILL_BEHIND_H_
