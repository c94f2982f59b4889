// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_PROCESS_TREE_H_
#define FALCO_RUN_APP_PROCESS_TREE_H_

#include <sys/types.h>

#include <optional>
#include <vector>

namespace falco_run::app {

// The children of this process, of all its threads.
std::vector<pid_t> Children();

// Everything below `pid`.
std::vector<pid_t> DescendantsOf(pid_t pid);

// Ends everything below this process, which must be a subreaper: kills the children, adopts
// and kills their orphans, until none is left. Nothing survives and nothing else is touched.
void KillTree();

// The state letter of /proc/PID/stat ('T': stopped), 0 when the process is gone.
char StateOf(pid_t pid);

// Whether `ancestor` is above `pid`, or it itself; nullopt: it or one on the way up has ended.
std::optional<bool> IsBelow(pid_t pid, pid_t ancestor);

// Whether this process ignores a signal.
bool IsIgnored(int signal);

// Takes a blocked signal off those that are pending for this process.
void DropSignal(int signal);

// What a shell returns for a wait status: the exit status, or 128 + signal.
int ExitCodeOf(int wait_status);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_PROCESS_TREE_H_
