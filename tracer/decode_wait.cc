// SPDX-License-Identifier: Apache-2.0
// Calls that wait, and the old ways to talk to other processes.
#include "tracer/syscall_spec.h"

namespace falco_run::tracer {
namespace {

using enum ArgKind;
using enum OutcomeKind;

constexpr SyscallSpec kSyscalls[] = {
    {"epoll_wait", proto::EVENT_EPOLL_WAIT, {{{proto::PARAM_MAXEVENTS, kInt, 2}}}, kWhole},
    {"poll", proto::EVENT_POLL, {{{proto::PARAM_TIMEOUT, kInt, 2}}}, kWhole},
    {"ppoll", proto::EVENT_PPOLL, {}, kWhole},
    {"select", proto::EVENT_SELECT, {}, kWhole},
    {"nanosleep", proto::EVENT_NANOSLEEP, {}, kWhole},
    {"futex",
     proto::EVENT_FUTEX,
     {{{proto::PARAM_ADDR, kLong, 0}, {proto::PARAM_OP, kUint, 1}, {proto::PARAM_VAL, kUint, 2}}},
     kWhole},
    {"semget",
     proto::EVENT_SEMGET,
     {{{proto::PARAM_KEY, kInt, 0},
       {proto::PARAM_NSEMS, kInt, 1},
       {proto::PARAM_SEMFLG, kInt, 2}}}},
    {"semop",
     proto::EVENT_SEMOP,
     {{{proto::PARAM_SEMID, kInt, 0}, {proto::PARAM_NSOPS, kUint, 2}}},
     kWhole},
    {"semctl",
     proto::EVENT_SEMCTL,
     {{{proto::PARAM_SEMID, kInt, 0},
       {proto::PARAM_SEMNUM, kInt, 1},
       {proto::PARAM_CMD, kInt, 2},
       {proto::PARAM_VAL, kInt, 3}}}},
    {"keyctl", proto::EVENT_KEYCTL, {{{proto::PARAM_OPERATION, kInt, 0}}}, kWhole},
    {"capset", proto::EVENT_CAPSET, {}},
    {"getcwd", proto::EVENT_GETCWD, {}},
};

}  // namespace

std::span<const SyscallSpec> WaitSyscalls() { return kSyscalls; }

}  // namespace falco_run::tracer
