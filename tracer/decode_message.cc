// SPDX-License-Identifier: Apache-2.0
// send(2), recv(2) and their variants. A message that is received has its address and its bytes
// only when the call has returned.
#include "tracer/syscall_spec.h"

namespace falco_run::tracer {
namespace {

using enum ArgKind;
using enum OutcomeKind;

constexpr SyscallSpec kSyscalls[] = {
    {"sendto",
     proto::EVENT_SENDTO,
     {{{proto::PARAM_FD, kInt, 0},
       {proto::PARAM_SIZE, kUint, 2},
       {proto::PARAM_DATA, kData, 1, 2},
       {proto::PARAM_TUPLE, kAddress, 4, 5}}},
     kByDescriptor,
     0},
    {"send",
     proto::EVENT_SEND,
     {{{proto::PARAM_FD, kInt, 0},
       {proto::PARAM_SIZE, kUint, 2},
       {proto::PARAM_DATA, kData, 1, 2}}},
     kByDescriptor,
     0},
    {"sendmsg",
     proto::EVENT_SENDMSG,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_TUPLE, kMessage, 1}}},
     kByDescriptor,
     0},
    {"sendmmsg",
     proto::EVENT_SENDMMSG,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_TUPLE, kMessages, 1}}},
     kByDescriptor,
     0},
    {"recvfrom",
     proto::EVENT_RECVFROM,
     {{{proto::PARAM_FD, kInt, 0},
       {proto::PARAM_SIZE, kUint, 2},
       {proto::PARAM_DATA, kDataOut, 1, 2},
       {proto::PARAM_TUPLE, kAddressOut, 4, 5}}},
     kByDescriptor,
     0},
    {"recv",
     proto::EVENT_RECV,
     {{{proto::PARAM_FD, kInt, 0},
       {proto::PARAM_SIZE, kUint, 2},
       {proto::PARAM_DATA, kDataOut, 1, 2}}},
     kByDescriptor,
     0},
    {"recvmsg",
     proto::EVENT_RECVMSG,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_TUPLE, kMessageOut, 1}}},
     kByDescriptor,
     0},
    {"recvmmsg",
     proto::EVENT_RECVMMSG,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_TUPLE, kMessagesOut, 1}}},
     kByDescriptor,
     0},
};

}  // namespace

std::span<const SyscallSpec> MessageSyscalls() { return kSyscalls; }

}  // namespace falco_run::tracer
