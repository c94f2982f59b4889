// SPDX-License-Identifier: Apache-2.0
// open(2), creat(2), openat(2), openat2(2), open_by_handle_at(2).
#include "tracer/syscall_spec.h"

namespace falco_run::tracer {
namespace {

using enum ArgKind;

constexpr SyscallSpec kSyscalls[] = {
    {"open",
     proto::EVENT_OPEN,
     {{{proto::PARAM_NAME, kPath, 0},
       {proto::PARAM_FLAGS, kInt, 1},
       {proto::PARAM_MODE, kUint, 2}}}},
    {"openat",
     proto::EVENT_OPENAT,
     {{{proto::PARAM_DIRFD, kInt, 0},
       {proto::PARAM_NAME, kPathAt, 1, 0},
       {proto::PARAM_FLAGS, kInt, 2},
       {proto::PARAM_MODE, kUint, 3}}}},
    {"openat2",
     proto::EVENT_OPENAT2,
     {{{proto::PARAM_DIRFD, kInt, 0},
       {proto::PARAM_NAME, kPathAt, 1, 0},
       {proto::PARAM_FLAGS, kOpenHow, 2}}}},
    {"creat", proto::EVENT_CREAT, {{{proto::PARAM_NAME, kPath, 0}, {proto::PARAM_MODE, kUint, 1}}}},
    {"open_by_handle_at",
     proto::EVENT_OPEN_BY_HANDLE_AT,
     {{{proto::PARAM_MOUNTFD, kInt, 0}, {proto::PARAM_FLAGS, kInt, 2}}}},
};

}  // namespace

std::span<const SyscallSpec> OpenSyscalls() { return kSyscalls; }

}  // namespace falco_run::tracer
