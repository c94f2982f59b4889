// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_WAIT_OF_H_
#define FALCO_RUN_TRACER_WAIT_OF_H_

#include <linux/seccomp.h>
#include <sys/types.h>

#include "tracer/syscall_spec.h"

namespace falco_run::tracer {

// Whether a call may wait for something that is not there yet.
enum class Wait {
  kNo,     // it returns at once
  kMaybe,  // until the other side does something
  // For a limited time, or for all of many bytes: any signal, even one that is ignored, would cut
  // it short if its thread were traced.
  kFragile,
};

// Looks at the call's descriptor and flags: a socket that is not to block or has something to
// give does not wait. 10 to 20 µs.
Wait WaitOf(const SyscallSpec& spec, const seccomp_data& data, pid_t pid);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_WAIT_OF_H_
