// SPDX-License-Identifier: Apache-2.0
// Calls that ask about files and change nothing.
#include "tracer/syscall_spec.h"

namespace falco_run::tracer {
namespace {

using enum ArgKind;
using enum OutcomeKind;

constexpr SyscallSpec kSyscalls[] = {
    {"stat", proto::EVENT_STAT, {{{proto::PARAM_PATH, kPath, 0}}}},
    {"stat64", proto::EVENT_STAT64, {{{proto::PARAM_PATH, kPath, 0}}}},
    {"lstat", proto::EVENT_LSTAT, {{{proto::PARAM_PATH, kPath, 0}}}},
    {"lstat64", proto::EVENT_LSTAT64, {{{proto::PARAM_PATH, kPath, 0}}}},
    {"fstat", proto::EVENT_FSTAT, {{{proto::PARAM_FD, kInt, 0}}}, kImmediate, 0},
    {"fstat64", proto::EVENT_FSTAT64, {}, kImmediate, 0},
    {"newfstatat",
     proto::EVENT_NEWFSTATAT,
     {{{proto::PARAM_DIRFD, kInt, 0},
       {proto::PARAM_PATH, kPathAt, 1, 0},
       {proto::PARAM_FLAGS, kUint, 3}}},
     OutcomeKind::kImmediate,
     0},
    {"access",
     proto::EVENT_ACCESS,
     {{{proto::PARAM_NAME, kPath, 0}, {proto::PARAM_MODE, kUint, 1}}}},
    // A signal that waits ends them after the first entry.
    {"getdents", proto::EVENT_GETDENTS, {{{proto::PARAM_FD, kInt, 0}}}, kWhole, 0},
    {"getdents64", proto::EVENT_GETDENTS64, {{{proto::PARAM_FD, kInt, 0}}}, kWhole, 0},
    {"lseek",
     proto::EVENT_LSEEK,
     {{{proto::PARAM_FD, kInt, 0},
       {proto::PARAM_OFFSET, kLong, 1},
       {proto::PARAM_WHENCE, kUint, 2}}},
     kImmediate,
     0},
};

}  // namespace

std::span<const SyscallSpec> QuerySyscalls() { return kSyscalls; }

}  // namespace falco_run::tracer
