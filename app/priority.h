// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_PRIORITY_H_
#define FALCO_RUN_APP_PRIORITY_H_

namespace falco_run::app {

// Lets this thread run before those that wait for it, as the kernel would have served their calls
// in their own time: with the least slice (Linux 6.12, for everybody; sched_setattr(2)), and where
// it is permitted (CAP_SYS_NICE) 20 steps nicer to us than before. Threads and processes that it
// starts do not inherit either. Measured beside 6 busy loops on 2 CPUs: a watched open took 20 us
// instead of 75.
void RaisePriority();

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_PRIORITY_H_
