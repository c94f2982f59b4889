// SPDX-License-Identifier: Apache-2.0
// Calls that copy or make descriptors that are not files.
#include "tracer/syscall_spec.h"

namespace falco_run::tracer {
namespace {

using enum ArgKind;

constexpr SyscallSpec kSyscalls[] = {
    {"dup", proto::EVENT_DUP, {{{proto::PARAM_OLDFD, kInt, 0}}}, OutcomeKind::kImmediate, 0},
    {"dup2",
     proto::EVENT_DUP2,
     {{{proto::PARAM_OLDFD, kInt, 0}, {proto::PARAM_NEWFD, kInt, 1}}},
     OutcomeKind::kImmediate,
     0},
    {"dup3",
     proto::EVENT_DUP3,
     {{{proto::PARAM_OLDFD, kInt, 0},
       {proto::PARAM_NEWFD, kInt, 1},
       {proto::PARAM_FLAGS, kInt, 2}}},
     OutcomeKind::kImmediate,
     0},
    {"memfd_create",
     proto::EVENT_MEMFD_CREATE,
     {{{proto::PARAM_NAME, kText, 0}, {proto::PARAM_FLAGS, kInt, 1}}}},
    {"fchdir", proto::EVENT_FCHDIR, {{{proto::PARAM_FD, kInt, 0}}}, OutcomeKind::kImmediate, 0},
    {"userfaultfd", proto::EVENT_USERFAULTFD, {{{proto::PARAM_FLAGS, kInt, 0}}}},
    {"io_uring_setup", proto::EVENT_IO_URING_SETUP, {{{proto::PARAM_ENTRIES, kInt, 0}}}},
    {"finit_module",
     proto::EVENT_FINIT_MODULE,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_UARGS, kText, 1}, {proto::PARAM_FLAGS, kInt, 2}}},
     OutcomeKind::kImmediate,
     0},
};

}  // namespace

std::span<const SyscallSpec> DescriptorSyscalls() { return kSyscalls; }

}  // namespace falco_run::tracer
