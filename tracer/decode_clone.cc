// SPDX-License-Identifier: Apache-2.0
// Calls that make processes and threads. A stop that is asked for meanwhile makes the kernel
// start them anew for ever, and a vfork waits for its child.
#include "tracer/syscall_spec.h"

namespace falco_run::tracer {
namespace {

using enum ArgKind;
using enum OutcomeKind;

constexpr SyscallSpec kSyscalls[] = {
    {"clone", proto::EVENT_CLONE, {{{proto::PARAM_FLAGS, kLong, 0}}}, kWhole},
    {"clone3", proto::EVENT_CLONE3, {{{proto::PARAM_FLAGS, kCloneArgs, 0}}}, kWhole},
    {"fork", proto::EVENT_FORK, {}, kWhole},
    {"vfork", proto::EVENT_VFORK, {}, kWhole},
};

}  // namespace

std::span<const SyscallSpec> CloneSyscalls() { return kSyscalls; }

}  // namespace falco_run::tracer
