// SPDX-License-Identifier: Apache-2.0
// User and group ids.
#include "tracer/syscall_spec.h"

namespace falco_run::tracer {
namespace {

using enum ArgKind;

constexpr SyscallSpec kSyscalls[] = {
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
    // The same with 32-bit ids, where the old calls have 16.
    {"setuid32", proto::EVENT_SETUID, {{{proto::PARAM_UID, kInt, 0}}}},
    {"setgid32", proto::EVENT_SETGID, {{{proto::PARAM_GID, kInt, 0}}}},
    {"setreuid32",
     proto::EVENT_SETREUID,
     {{{proto::PARAM_RUID, kInt, 0}, {proto::PARAM_EUID, kInt, 1}}}},
    {"setregid32",
     proto::EVENT_SETREGID,
     {{{proto::PARAM_RGID, kInt, 0}, {proto::PARAM_EGID, kInt, 1}}}},
    {"setresuid32",
     proto::EVENT_SETRESUID,
     {{{proto::PARAM_RUID, kInt, 0}, {proto::PARAM_EUID, kInt, 1}, {proto::PARAM_SUID, kInt, 2}}}},
    {"setresgid32",
     proto::EVENT_SETRESGID,
     {{{proto::PARAM_RGID, kInt, 0}, {proto::PARAM_EGID, kInt, 1}, {proto::PARAM_SGID, kInt, 2}}}},
    {"getuid", proto::EVENT_GETUID, {}},
    {"geteuid", proto::EVENT_GETEUID, {}},
    {"getgid", proto::EVENT_GETGID, {}},
    {"getegid", proto::EVENT_GETEGID, {}},
    {"getresuid", proto::EVENT_GETRESUID, {}},
    {"getresgid", proto::EVENT_GETRESGID, {}},
};

}  // namespace

std::span<const SyscallSpec> IdentitySyscalls() { return kSyscalls; }

}  // namespace falco_run::tracer
