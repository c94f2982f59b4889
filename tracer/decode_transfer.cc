// SPDX-License-Identifier: Apache-2.0
// Calls that move bytes through a descriptor, whatever it is.
#include "tracer/syscall_spec.h"

namespace falco_run::tracer {
namespace {

using enum ArgKind;
using enum OutcomeKind;

constexpr SyscallSpec kSyscalls[] = {
    {"read",
     proto::EVENT_READ,
     {{{proto::PARAM_FD, kInt, 0},
       {proto::PARAM_SIZE, kUint, 2},
       {proto::PARAM_DATA, kDataOut, 1, 2}}},
     kByDescriptor,
     0},
    {"pread64",
     proto::EVENT_PREAD,
     {{{proto::PARAM_FD, kInt, 0},
       {proto::PARAM_SIZE, kUint, 2},
       {proto::PARAM_DATA, kDataOut, 1, 2},
       {proto::PARAM_POS, kLong, 3}}},
     kByDescriptor,
     0},
    {"readv",
     proto::EVENT_READV,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_DATA, kVectorOut, 1, 2}}},
     kByDescriptor,
     0},
    {"preadv",
     proto::EVENT_PREADV,
     {{{proto::PARAM_FD, kInt, 0},
       {proto::PARAM_DATA, kVectorOut, 1, 2},
       {proto::PARAM_POS, kLong, 3}}},
     kByDescriptor,
     0},
    {"write",
     proto::EVENT_WRITE,
     {{{proto::PARAM_FD, kInt, 0},
       {proto::PARAM_SIZE, kUint, 2},
       {proto::PARAM_DATA, kData, 1, 2}}},
     kByDescriptor,
     0},
    {"pwrite64",
     proto::EVENT_PWRITE,
     {{{proto::PARAM_FD, kInt, 0},
       {proto::PARAM_SIZE, kUint, 2},
       {proto::PARAM_DATA, kData, 1, 2},
       {proto::PARAM_POS, kLong, 3}}},
     kByDescriptor,
     0},
    {"writev",
     proto::EVENT_WRITEV,
     {{{proto::PARAM_FD, kInt, 0}, {proto::PARAM_DATA, kVector, 1, 2}}},
     kByDescriptor,
     0},
    {"pwritev",
     proto::EVENT_PWRITEV,
     {{{proto::PARAM_FD, kInt, 0},
       {proto::PARAM_DATA, kVector, 1, 2},
       {proto::PARAM_POS, kLong, 3}}},
     kByDescriptor,
     0},
    {"sendfile",
     proto::EVENT_SENDFILE,
     {{{proto::PARAM_OUT_FD, kInt, 0},
       {proto::PARAM_IN_FD, kInt, 1},
       {proto::PARAM_SIZE, kUint, 3}}},
     kWhole},
    {"splice",
     proto::EVENT_SPLICE,
     {{{proto::PARAM_FD_IN, kInt, 0},
       {proto::PARAM_FD_OUT, kInt, 2},
       {proto::PARAM_SIZE, kUint, 4},
       {proto::PARAM_FLAGS, kUint, 5}}},
     kWhole},
    {"copy_file_range",
     proto::EVENT_COPY_FILE_RANGE,
     {{{proto::PARAM_FDIN, kInt, 0}, {proto::PARAM_FDOUT, kInt, 2}, {proto::PARAM_LEN, kLong, 4}}},
     kWhole},
};

}  // namespace

std::span<const SyscallSpec> TransferSyscalls() { return kSyscalls; }

}  // namespace falco_run::tracer
