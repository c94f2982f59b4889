// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_PTRACE_STOP_H_
#define FALCO_RUN_TRACER_PTRACE_STOP_H_

#include <cstdint>

namespace falco_run::tracer {

// True for the kernel's own "start this call again" values (ERESTARTSYS to
// ERESTART_RESTARTBLOCK of linux/errno.h): never seen in user mode, but at stops.
constexpr bool IsRestart(int64_t value) { return value <= -512 && value >= -516; }

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_PTRACE_STOP_H_
