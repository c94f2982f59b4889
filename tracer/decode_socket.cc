// SPDX-License-Identifier: Apache-2.0
// Making and connecting sockets. The addresses of the descriptor itself are added by the fd
// inspector; those of an accepted connection when the call has returned.
#include "tracer/syscall_spec.h"

namespace falco_run::tracer {
namespace {

using enum ArgKind;
using enum OutcomeKind;

constexpr SyscallSpec kSyscalls[] = {
    {"socket",
     proto::EVENT_SOCKET,
     {{{proto::PARAM_DOMAIN, kInt, 0},
       {proto::PARAM_TYPE, kInt, 1},
       {proto::PARAM_PROTO, kInt, 2}}}},
    {"socketpair",
     proto::EVENT_SOCKETPAIR,
     {{{proto::PARAM_DOMAIN, kInt, 0},
       {proto::PARAM_TYPE, kInt, 1},
       {proto::PARAM_PROTO, kInt, 2},
       {proto::PARAM_FD1, kPairOut, 3}}}},
    {"connect",
     proto::EVENT_CONNECT,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_ADDR, kAddress, 1, 2}}},
     kByDescriptor,
     0},
    {"bind",
     proto::EVENT_BIND,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_ADDR, kAddress, 1, 2}}},
     kImmediate,
     0},
    {"listen",
     proto::EVENT_LISTEN,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_BACKLOG, kInt, 1}}},
     kImmediate,
     0},
    {"accept", proto::EVENT_ACCEPT, {}, kByDescriptor, 0},
    {"accept4", proto::EVENT_ACCEPT4, {{{proto::PARAM_FLAGS, kUint, 3}}}, kByDescriptor, 0},
    {"shutdown",
     proto::EVENT_SHUTDOWN,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_HOW, kInt, 1}}},
     kImmediate,
     0},
    {"setsockopt",
     proto::EVENT_SETSOCKOPT,
     {{{proto::PARAM_FD, kInt, 0},
       {proto::PARAM_LEVEL, kInt, 1},
       {proto::PARAM_OPTNAME, kInt, 2},
       {proto::PARAM_OPTLEN, kUint, 4}}},
     kImmediate,
     0},
    {"getsockopt",
     proto::EVENT_GETSOCKOPT,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_LEVEL, kInt, 1}, {proto::PARAM_OPTNAME, kInt, 2}}},
     kImmediate,
     0},
    {"getsockname", proto::EVENT_GETSOCKNAME, {}, kImmediate, 0},
    {"getpeername", proto::EVENT_GETPEERNAME, {}, kImmediate, 0},
};

}  // namespace

std::span<const SyscallSpec> SocketSyscalls() { return kSyscalls; }

}  // namespace falco_run::tracer
