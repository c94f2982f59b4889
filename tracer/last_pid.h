// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_LAST_PID_H_
#define FALCO_RUN_TRACER_LAST_PID_H_

#include <sys/types.h>

#include "tracer/unique_fd.h"

namespace falco_run::tracer {

// The number that was given last to a task of our pid namespace: /proc/sys/kernel/ns_last_pid
// (pid_namespaces(7)), or the fifth of /proc/loadavg where the kernel was built without
// CONFIG_CHECKPOINT_RESTORE (proc_loadavg(5); lxcfs replaces that file by an older state). Numbers
// are given in ascending order, and from the beginning again after the highest, so it tells cheaply
// (2 µs) what is new.
class LastPid {
 public:
  LastPid();

  // 0 where nobody tells (gVisor).
  pid_t Read() const;

 private:
  UniqueFd fd_;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_LAST_PID_H_
