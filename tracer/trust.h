// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_TRUST_H_
#define FALCO_RUN_TRACER_TRUST_H_

#include <sys/types.h>

#include "proto/record.pb.h"

namespace falco_run::tracer {

// How far what an event shows can differ from what the kernel works with: the kernel reads memory
// of the caller again after we did, and whoever shares that memory can write between.
//
// A process that shares its memory with another one without being a thread of it (clone(2) with
// CLONE_VM alone, shared mappings) is not told apart from others.
//
// Costs one stat(2) where the event has something from memory. The caller waits at its call.
proto::Trust GradeTrust(pid_t pid, const proto::SyscallEvent& event);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_TRUST_H_
