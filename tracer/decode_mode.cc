// SPDX-License-Identifier: Apache-2.0
// Calls that change a file's mode or owner.
#include "tracer/syscall_spec.h"

namespace falco_run::tracer {
namespace {

using enum ArgKind;

constexpr SyscallSpec kSyscalls[] = {
    {"chmod",
     proto::EVENT_CHMOD,
     {{{proto::PARAM_FILENAME, kPath, 0}, {proto::PARAM_MODE, kUint, 1}}}},
    {"fchmod",
     proto::EVENT_FCHMOD,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_MODE, kUint, 1}}},
     OutcomeKind::kImmediate,
     0},
    {"fchmodat",
     proto::EVENT_FCHMODAT,
     {{{proto::PARAM_DIRFD, kInt, 0},
       {proto::PARAM_FILENAME, kPathAt, 1, 0},
       {proto::PARAM_MODE, kUint, 2}}},
     OutcomeKind::kImmediate,
     0},
    // A newer fchmodat(2) with flags: rules know one event for both.
    {"fchmodat2",
     proto::EVENT_FCHMODAT,
     {{{proto::PARAM_DIRFD, kInt, 0},
       {proto::PARAM_FILENAME, kPathAt, 1, 0},
       {proto::PARAM_MODE, kUint, 2}}},
     OutcomeKind::kImmediate,
     0},
    {"chown",
     proto::EVENT_CHOWN,
     {{{proto::PARAM_PATH, kPath, 0}, {proto::PARAM_UID, kUint, 1}, {proto::PARAM_GID, kUint, 2}}}},
    {"lchown",
     proto::EVENT_LCHOWN,
     {{{proto::PARAM_PATH, kPath, 0}, {proto::PARAM_UID, kUint, 1}, {proto::PARAM_GID, kUint, 2}}}},
    {"fchown",
     proto::EVENT_FCHOWN,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_UID, kUint, 1}, {proto::PARAM_GID, kUint, 2}}},
     OutcomeKind::kImmediate,
     0},
    // The same with 32-bit ids, where the old calls have 16.
    {"chown32",
     proto::EVENT_CHOWN,
     {{{proto::PARAM_PATH, kPath, 0}, {proto::PARAM_UID, kUint, 1}, {proto::PARAM_GID, kUint, 2}}}},
    {"lchown32",
     proto::EVENT_LCHOWN,
     {{{proto::PARAM_PATH, kPath, 0}, {proto::PARAM_UID, kUint, 1}, {proto::PARAM_GID, kUint, 2}}}},
    {"fchown32",
     proto::EVENT_FCHOWN,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_UID, kUint, 1}, {proto::PARAM_GID, kUint, 2}}},
     OutcomeKind::kImmediate,
     0},
    {"fchownat",
     proto::EVENT_FCHOWNAT,
     {{{proto::PARAM_DIRFD, kInt, 0},
       {proto::PARAM_PATHNAME, kPathAt, 1, 0},
       {proto::PARAM_UID, kUint, 2},
       {proto::PARAM_GID, kUint, 3},
       {proto::PARAM_FLAGS, kInt, 4}}},
     OutcomeKind::kImmediate,
     0},
};

}  // namespace

std::span<const SyscallSpec> ModeSyscalls() { return kSyscalls; }

}  // namespace falco_run::tracer
