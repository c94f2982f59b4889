// SPDX-License-Identifier: Apache-2.0
// A process's own memory.
#include "tracer/syscall_spec.h"

namespace falco_run::tracer {
namespace {

using enum ArgKind;
using enum OutcomeKind;

constexpr SyscallSpec kSyscalls[] = {
    {"mmap",
     proto::EVENT_MMAP,
     {{{proto::PARAM_ADDR, kLong, 0},
       {proto::PARAM_LENGTH, kLong, 1},
       {proto::PARAM_PROT, kUint, 2},
       {proto::PARAM_FLAGS, kUint, 3},
       {proto::PARAM_FD, kInt, 4},
       {proto::PARAM_OFFSET, kLong, 5}}},
     kImmediate,
     4},
    {"mmap2",
     proto::EVENT_MMAP2,
     {{{proto::PARAM_ADDR, kLong, 0},
       {proto::PARAM_LENGTH, kLong, 1},
       {proto::PARAM_PROT, kUint, 2},
       {proto::PARAM_FLAGS, kUint, 3},
       {proto::PARAM_FD, kInt, 4},
       {proto::PARAM_PGOFFSET, kLong, 5}}},
     kImmediate,
     4},
    {"munmap",
     proto::EVENT_MUNMAP,
     {{{proto::PARAM_ADDR, kLong, 0}, {proto::PARAM_LENGTH, kLong, 1}}}},
    {"mprotect",
     proto::EVENT_MPROTECT,
     {{{proto::PARAM_ADDR, kLong, 0},
       {proto::PARAM_LENGTH, kLong, 1},
       {proto::PARAM_PROT, kUint, 2}}}},
    {"brk", proto::EVENT_BRK, {{{proto::PARAM_ADDR, kLong, 0}}}},
    {"mlock", proto::EVENT_MLOCK, {{{proto::PARAM_ADDR, kLong, 0}, {proto::PARAM_LEN, kLong, 1}}}},
    {"mlock2",
     proto::EVENT_MLOCK2,
     {{{proto::PARAM_ADDR, kLong, 0},
       {proto::PARAM_LEN, kLong, 1},
       {proto::PARAM_FLAGS, kUint, 2}}}},
    {"munlock",
     proto::EVENT_MUNLOCK,
     {{{proto::PARAM_ADDR, kLong, 0}, {proto::PARAM_LEN, kLong, 1}}}},
    {"mlockall", proto::EVENT_MLOCKALL, {{{proto::PARAM_FLAGS, kUint, 0}}}},
    {"munlockall", proto::EVENT_MUNLOCKALL, {}},
};

}  // namespace

std::span<const SyscallSpec> MemorySyscalls() { return kSyscalls; }

}  // namespace falco_run::tracer
