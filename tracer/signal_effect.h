// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_SIGNAL_EFFECT_H_
#define FALCO_RUN_TRACER_SIGNAL_EFFECT_H_

#include <sys/types.h>

#include <cstdint>

// What a signal does to a call that it has interrupted. Of tracees that are stopped.
namespace falco_run::tracer {

// Whether the process has a handler for it.
bool IsCaught(pid_t tid, int signal);

// The thread stands at the first instruction of a handler: whether the frame that was made for it
// leads back to the call itself (which is then made again) and not to `return_address` behind it.
bool WillRestart(pid_t tid, uint64_t return_address);

// The call by which the kernel goes on with one that has a timeout.
bool IsRestartSyscall(uint32_t arch, int nr);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_SIGNAL_EFFECT_H_
