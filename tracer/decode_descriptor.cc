// SPDX-License-Identifier: Apache-2.0
// Calls that make, copy, change or close descriptors that are neither files nor sockets.
#include "tracer/syscall_spec.h"

namespace falco_run::tracer {
namespace {

using enum ArgKind;
using enum OutcomeKind;

constexpr SyscallSpec kSyscalls[] = {
    {"dup", proto::EVENT_DUP, {{{proto::PARAM_OLDFD, kInt, 0}}}, kImmediate, 0},
    {"dup2",
     proto::EVENT_DUP2,
     {{{proto::PARAM_OLDFD, kInt, 0}, {proto::PARAM_NEWFD, kInt, 1}}},
     kImmediate,
     0},
    {"dup3",
     proto::EVENT_DUP3,
     {{{proto::PARAM_OLDFD, kInt, 0},
       {proto::PARAM_NEWFD, kInt, 1},
       {proto::PARAM_FLAGS, kInt, 2}}},
     kImmediate,
     0},
    {"fcntl",
     proto::EVENT_FCNTL,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_CMD, kInt, 1}, {proto::PARAM_ARG, kLong, 2}}},
     kImmediate,
     0},
    {"fcntl64",
     proto::EVENT_FCNTL,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_CMD, kInt, 1}, {proto::PARAM_ARG, kLong, 2}}},
     kImmediate,
     0},
    {"ioctl",
     proto::EVENT_IOCTL,
     {{{proto::PARAM_FD, kInt, 0},
       {proto::PARAM_REQUEST, kUint, 1},
       {proto::PARAM_ARGUMENT, kLong, 2}}},
     kWhole,
     0},
    {"flock",
     proto::EVENT_FLOCK,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_OPERATION, kInt, 1}}},
     kImmediate,
     0},
    {"close", proto::EVENT_CLOSE, {{{proto::PARAM_FD, kInt, 0}}}, kWhole, 0},
    {"close_range",
     proto::EVENT_CLOSE_RANGE,
     {{{proto::PARAM_FIRST, kUint, 0},
       {proto::PARAM_LAST, kUint, 1},
       {proto::PARAM_FLAGS, kUint, 2}}}},
    {"pipe", proto::EVENT_PIPE, {{{proto::PARAM_FD1, kPairOut, 0}}}},
    {"pipe2",
     proto::EVENT_PIPE2,
     {{{proto::PARAM_FLAGS, kInt, 1}, {proto::PARAM_FD1, kPairOut, 0}}}},
    {"memfd_create",
     proto::EVENT_MEMFD_CREATE,
     {{{proto::PARAM_NAME, kText, 0}, {proto::PARAM_FLAGS, kInt, 1}}}},
    {"pidfd_open",
     proto::EVENT_PIDFD_OPEN,
     {{{proto::PARAM_PID, kInt, 0}, {proto::PARAM_FLAGS, kUint, 1}}}},
    {"pidfd_getfd",
     proto::EVENT_PIDFD_GETFD,
     {{{proto::PARAM_PID_FD, kInt, 0},
       {proto::PARAM_TARGET_FD, kInt, 1},
       {proto::PARAM_FLAGS, kUint, 2}}}},
    {"eventfd", proto::EVENT_EVENTFD, {{{proto::PARAM_INITVAL, kUint, 0}}}},
    {"eventfd2",
     proto::EVENT_EVENTFD2,
     {{{proto::PARAM_INITVAL, kUint, 0}, {proto::PARAM_FLAGS, kInt, 1}}}},
    {"inotify_init", proto::EVENT_INOTIFY_INIT, {}},
    {"inotify_init1", proto::EVENT_INOTIFY_INIT1, {{{proto::PARAM_FLAGS, kInt, 0}}}},
    {"epoll_create", proto::EVENT_EPOLL_CREATE, {{{proto::PARAM_SIZE, kInt, 0}}}},
    {"epoll_create1", proto::EVENT_EPOLL_CREATE1, {{{proto::PARAM_FLAGS, kUint, 0}}}},
    {"signalfd", proto::EVENT_SIGNALFD, {{{proto::PARAM_FD, kInt, 0}}}},
    {"signalfd4",
     proto::EVENT_SIGNALFD4,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_FLAGS, kInt, 3}}}},
    {"timerfd_create",
     proto::EVENT_TIMERFD_CREATE,
     {{{proto::PARAM_CLOCKID, kUint, 0}, {proto::PARAM_FLAGS, kUint, 1}}}},
    {"userfaultfd", proto::EVENT_USERFAULTFD, {{{proto::PARAM_FLAGS, kInt, 0}}}},
};

}  // namespace

std::span<const SyscallSpec> DescriptorSyscalls() { return kSyscalls; }

}  // namespace falco_run::tracer
