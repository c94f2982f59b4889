// SPDX-License-Identifier: Apache-2.0
// Sockets. The addresses of the descriptor itself are added by the fd inspector.
#include "tracer/syscall_spec.h"

namespace falco_run::tracer {
namespace {

using enum ArgKind;

constexpr SyscallSpec kSyscalls[] = {
    {"socket",
     proto::EVENT_SOCKET,
     {{{proto::PARAM_DOMAIN, kInt, 0},
       {proto::PARAM_TYPE, kInt, 1},
       {proto::PARAM_PROTO, kInt, 2}}}},
    {"connect",
     proto::EVENT_CONNECT,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_ADDR, kAddress, 1, 2}}},
     OutcomeKind::kMayBlock,
     0},
    {"bind",
     proto::EVENT_BIND,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_ADDR, kAddress, 1, 2}}},
     OutcomeKind::kImmediate,
     0},
    {"listen",
     proto::EVENT_LISTEN,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_BACKLOG, kInt, 1}}},
     OutcomeKind::kImmediate,
     0},
};

}  // namespace

std::span<const SyscallSpec> SocketSyscalls() { return kSyscalls; }

}  // namespace falco_run::tracer
