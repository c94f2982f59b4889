// SPDX-License-Identifier: Apache-2.0
// Where a process is: namespaces, roots, mounts, working directories.
#include "tracer/syscall_spec.h"

namespace falco_run::tracer {
namespace {

using enum ArgKind;
using enum OutcomeKind;

constexpr SyscallSpec kSyscalls[] = {
    {"mount",
     proto::EVENT_MOUNT,
     {{{proto::PARAM_DEV, kText, 0},
       {proto::PARAM_DIR, kPath, 1},
       {proto::PARAM_TYPE, kText, 2},
       {proto::PARAM_FLAGS, kLong, 3}}},
     kWhole},
    {"umount", proto::EVENT_UMOUNT, {{{proto::PARAM_NAME, kPath, 0}}}, kWhole},
    {"umount2",
     proto::EVENT_UMOUNT2,
     {{{proto::PARAM_NAME, kPath, 0}, {proto::PARAM_FLAGS, kInt, 1}}},
     kWhole},
    {"fsconfig",
     proto::EVENT_FSCONFIG,
     {{{proto::PARAM_FD, kInt, 0},
       {proto::PARAM_CMD, kInt, 1},
       {proto::PARAM_KEY, kText, 2},
       {proto::PARAM_AUX, kInt, 4}}},
     kWhole,
     0},
    {"chroot", proto::EVENT_CHROOT, {{{proto::PARAM_PATH, kPath, 0}}}},
    {"chdir", proto::EVENT_CHDIR, {{{proto::PARAM_PATH, kPath, 0}}}},
    {"fchdir", proto::EVENT_FCHDIR, {{{proto::PARAM_FD, kInt, 0}}}, kImmediate, 0},
    {"setns",
     proto::EVENT_SETNS,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_NSTYPE, kUint, 1}}},
     kImmediate,
     0},
    {"unshare", proto::EVENT_UNSHARE, {{{proto::PARAM_FLAGS, kUint, 0}}}},
};

}  // namespace

std::span<const SyscallSpec> MountSyscalls() { return kSyscalls; }

}  // namespace falco_run::tracer
