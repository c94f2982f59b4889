// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_PRIORITY_H_
#define FALCO_RUN_APP_PRIORITY_H_

#include <optional>

namespace falco_run::app {

// Lets this thread run before those that wait for it, as the kernel would have served their calls
// in their own time: with the least slice (Linux 6.12, for everybody; sched_setattr(2)), and where
// it is permitted (CAP_SYS_NICE) with the best nice value, or 20 better than a worse one. Threads
// and processes that it starts inherit neither. A policy other than the usual one stays. Beside 6
// busy loops on 2 CPUs a watched open takes 25 us instead of 80 (docs/benchmarks.md). Who takes
// what such a thread makes needs it, too: alerts and records would pile up.
void RaisePriority();

// The parts of it, for PriorityByNeed.

// This thread's nice value; nothing where somebody has chosen another policy for us, by chrt(1).
std::optional<int> UsualNice();

// The one that RaisePriority() sets instead.
int RaisedNice(int usual);

// Sets a nice value, and the least slice. False where it is not permitted.
bool SetNice(int nice);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_PRIORITY_H_
