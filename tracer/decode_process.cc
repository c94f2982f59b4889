// SPDX-License-Identifier: Apache-2.0
// Calls about processes: identity, tracing, namespaces, the kernel itself.
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
    {"setuid", proto::EVENT_SETUID, {{{proto::PARAM_UID, kInt, 0}}}},
    {"setgid", proto::EVENT_SETGID, {{{proto::PARAM_GID, kInt, 0}}}},
    {"setreuid",
     proto::EVENT_SETREUID,
     {{{proto::PARAM_RUID, kInt, 0}, {proto::PARAM_EUID, kInt, 1}}}},
    {"setregid",
     proto::EVENT_SETREGID,
     {{{proto::PARAM_RGID, kInt, 0}, {proto::PARAM_EGID, kInt, 1}}}},
    {"setresuid",
     proto::EVENT_SETRESUID,
     {{{proto::PARAM_RUID, kInt, 0}, {proto::PARAM_EUID, kInt, 1}, {proto::PARAM_SUID, kInt, 2}}}},
    {"setresgid",
     proto::EVENT_SETRESGID,
     {{{proto::PARAM_RGID, kInt, 0}, {proto::PARAM_EGID, kInt, 1}, {proto::PARAM_SGID, kInt, 2}}}},
    {"setns",
     proto::EVENT_SETNS,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_NSTYPE, kInt, 1}}},
     OutcomeKind::kImmediate,
     0},
    {"unshare", proto::EVENT_UNSHARE, {{{proto::PARAM_FLAGS, kInt, 0}}}},
    {"bpf", proto::EVENT_BPF, {{{proto::PARAM_CMD, kInt, 0}}}},
    {"seccomp",
     proto::EVENT_SECCOMP,
     {{{proto::PARAM_OP, kInt, 0}, {proto::PARAM_FLAGS, kInt, 1}}}},
    {"prctl",
     proto::EVENT_PRCTL,
     {{{proto::PARAM_OPTION, kInt, 0}, {proto::PARAM_ARG2_INT, kLong, 1}}}},
    {"kill", proto::EVENT_KILL, {{{proto::PARAM_PID, kInt, 0}, {proto::PARAM_SIG, kInt, 1}}}},
    {"tkill", proto::EVENT_TKILL, {{{proto::PARAM_TID, kInt, 0}, {proto::PARAM_SIG, kInt, 1}}}},
    {"tgkill",
     proto::EVENT_TGKILL,
     {{{proto::PARAM_PID, kInt, 0}, {proto::PARAM_TID, kInt, 1}, {proto::PARAM_SIG, kInt, 2}}}},
    {"init_module",
     proto::EVENT_INIT_MODULE,
     {{{proto::PARAM_LENGTH, kLong, 1}, {proto::PARAM_UARGS, kText, 2}}}},
    {"delete_module",
     proto::EVENT_DELETE_MODULE,
     {{{proto::PARAM_NAME, kText, 0}, {proto::PARAM_FLAGS, kInt, 1}}}},
    {"process_vm_writev", proto::EVENT_PROCESS_VM_WRITEV, {{{proto::PARAM_PID, kInt, 0}}}},
    {"process_vm_readv", proto::EVENT_PROCESS_VM_READV, {{{proto::PARAM_PID, kInt, 0}}}},
};

}  // namespace

std::span<const SyscallSpec> ProcessSyscalls() { return kSyscalls; }

}  // namespace falco_run::tracer
