// SPDX-License-Identifier: Apache-2.0
// Calls that act on processes: signals, tracing, sessions, limits.
#include "tracer/syscall_spec.h"

namespace falco_run::tracer {
namespace {

using enum ArgKind;

constexpr SyscallSpec kSyscalls[] = {
    {"ptrace",
     proto::EVENT_PTRACE,
     {{{proto::PARAM_REQUEST, kInt, 0},
       {proto::PARAM_PID, kInt, 1},
       {proto::PARAM_ADDR, kLong, 2},
       {proto::PARAM_DATA, kLong, 3}}}},
    {"kill", proto::EVENT_KILL, {{{proto::PARAM_PID, kInt, 0}, {proto::PARAM_SIG, kInt, 1}}}},
    {"tkill", proto::EVENT_TKILL, {{{proto::PARAM_TID, kInt, 0}, {proto::PARAM_SIG, kInt, 1}}}},
    {"tgkill",
     proto::EVENT_TGKILL,
     {{{proto::PARAM_PID, kInt, 0}, {proto::PARAM_TID, kInt, 1}, {proto::PARAM_SIG, kInt, 2}}}},
    {"process_vm_readv",
     proto::EVENT_PROCESS_VM_READV,
     {{{proto::PARAM_PID, kInt, 0}, {proto::PARAM_DATA, kVectorOut, 1, 2}}}},
    {"process_vm_writev",
     proto::EVENT_PROCESS_VM_WRITEV,
     {{{proto::PARAM_PID, kInt, 0}, {proto::PARAM_DATA, kVector, 1, 2}}}},
    {"prctl",
     proto::EVENT_PRCTL,
     {{{proto::PARAM_OPTION, kInt, 0}, {proto::PARAM_ARG2_STR, kPrctl, 1}}}},
    {"setsid", proto::EVENT_SETSID, {}},
    {"setpgid",
     proto::EVENT_SETPGID,
     {{{proto::PARAM_PID, kInt, 0}, {proto::PARAM_PGID, kInt, 1}}}},
    {"getrlimit", proto::EVENT_GETRLIMIT, {{{proto::PARAM_RESOURCE, kUint, 0}}}},
    {"setrlimit", proto::EVENT_SETRLIMIT, {{{proto::PARAM_RESOURCE, kUint, 0}}}},
    {"prlimit64",
     proto::EVENT_PRLIMIT,
     {{{proto::PARAM_PID, kInt, 0}, {proto::PARAM_RESOURCE, kUint, 1}}}},
};

}  // namespace

std::span<const SyscallSpec> ProcessSyscalls() { return kSyscalls; }

}  // namespace falco_run::tracer
