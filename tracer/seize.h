// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_SEIZE_H_
#define FALCO_RUN_TRACER_SEIZE_H_

#include <sys/types.h>

#include <vector>

#include "absl/status/status.h"

namespace falco_run::tracer {

// Becomes the tracer of thread `tid`, and of all that it makes from now on. It goes on running;
// with `exit_kill` it ends when the calling thread does. NotFound: there is no such thread.
// PermissionDenied says what would help.
absl::Status SeizeThread(pid_t tid, bool exit_kill);

// Does so for all threads of a running process, and asks each for a stop (a call that waits is
// made again, or, as after a stop by a signal, gives EINTR: see signal(7)). `tids` gets those that
// were not traced before. Fails if the first one cannot be had.
absl::Status SeizeProcess(pid_t pid, bool exit_kill, std::vector<pid_t>& tids);

// The processes of which a thread may be what `maker` has just made, which knows it as `made`:
// nobody traces it.
std::vector<pid_t> FindUntraced(pid_t maker, pid_t made);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_SEIZE_H_
