// SPDX-License-Identifier: Apache-2.0
// Calls that extend or reconfigure the kernel. Some return EAGAIN or EINTR when a stop is asked
// for meanwhile.
#include "tracer/syscall_spec.h"

namespace falco_run::tracer {
namespace {

using enum ArgKind;
using enum OutcomeKind;

constexpr SyscallSpec kSyscalls[] = {
    {"bpf", proto::EVENT_BPF, {{{proto::PARAM_CMD, kInt, 0}}}, kWhole},
    {"seccomp",
     proto::EVENT_SECCOMP,
     {{{proto::PARAM_OP, kUint, 0}, {proto::PARAM_FLAGS, kUint, 1}}}},
    {"init_module",
     proto::EVENT_INIT_MODULE,
     {{{proto::PARAM_IMG, kData, 0, 1},
       {proto::PARAM_LENGTH, kLong, 1},
       {proto::PARAM_UARGS, kText, 2}}},
     kWhole},
    {"finit_module",
     proto::EVENT_FINIT_MODULE,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_UARGS, kText, 1}, {proto::PARAM_FLAGS, kInt, 2}}},
     kWhole,
     0},
    {"delete_module",
     proto::EVENT_DELETE_MODULE,
     {{{proto::PARAM_NAME, kText, 0}, {proto::PARAM_FLAGS, kInt, 1}}},
     kWhole},
    {"io_uring_setup",
     proto::EVENT_IO_URING_SETUP,
     {{{proto::PARAM_ENTRIES, kUint, 0},
       {proto::PARAM_FLAGS, kUringParams, 1},
       {proto::PARAM_FEATURES, kUringParamsOut, 1}}},
     kWhole},
    {"io_uring_enter",
     proto::EVENT_IO_URING_ENTER,
     {{{proto::PARAM_FD, kInt, 0},
       {proto::PARAM_TO_SUBMIT, kUint, 1},
       {proto::PARAM_MIN_COMPLETE, kUint, 2},
       {proto::PARAM_FLAGS, kUint, 3}}},
     kWhole,
     0},
    {"io_uring_register",
     proto::EVENT_IO_URING_REGISTER,
     {{{proto::PARAM_FD, kInt, 0},
       {proto::PARAM_OPCODE, kUint, 1},
       {proto::PARAM_ARG, kLong, 2},
       {proto::PARAM_NR_ARGS, kUint, 3}}},
     kWhole,
     0},
    {"quotactl",
     proto::EVENT_QUOTACTL,
     {{{proto::PARAM_SPECIAL, kText, 1}, {proto::PARAM_ID, kUint, 2}}},
     kWhole},
};

}  // namespace

std::span<const SyscallSpec> KernelSyscalls() { return kSyscalls; }

}  // namespace falco_run::tracer
