// SPDX-License-Identifier: Apache-2.0
// execve(2), execveat(2). What the new image looks like is read from /proc after the call.
#include "tracer/syscall_spec.h"

namespace falco_run::tracer {
namespace {

using enum ArgKind;

constexpr SyscallSpec kSyscalls[] = {
    {"execve",
     proto::EVENT_EXECVE,
     {{{proto::PARAM_FILENAME, kPath, 0}, {proto::PARAM_ARGS, kArgv, 1}}},
     OutcomeKind::kExec},
    {"execveat",
     proto::EVENT_EXECVEAT,
     {{{proto::PARAM_DIRFD, kInt, 0},
       {proto::PARAM_FILENAME, kPathAt, 1, 0},
       {proto::PARAM_ARGS, kArgv, 2},
       {proto::PARAM_FLAGS, kInt, 4}}},
     OutcomeKind::kExec},
};

}  // namespace

std::span<const SyscallSpec> ExecSyscalls() { return kSyscalls; }

}  // namespace falco_run::tracer
