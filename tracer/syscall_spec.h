// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_SYSCALL_SPEC_H_
#define FALCO_RUN_TRACER_SYSCALL_SPEC_H_

#include <array>
#include <cstdint>
#include <span>

#include "proto/event_type.pb.h"

// How a syscall's registers become an event's arguments: one row a syscall, one small file
// a family (decode_*.cc). docs/howto-add-syscall.md walks through adding one.
namespace falco_run::tracer {

enum class ArgKind : uint8_t {
  kNone,
  kInt,      // a C int (or anything that fits in 32 bits), sign-extended
  kUint,     // 32 bits without sign
  kLong,     // 64 bits
  kPath,     // char* path, relative to the working directory
  kPathAt,   // char* path, relative to the descriptor in register `aux`
  kText,     // char* that is not a path
  kAddress,  // struct sockaddr*, its length in register `aux`
  kArgv,     // char**
  kData,     // bytes; their number is in register `aux`
  kVector,   // struct iovec*, their number in register `aux`: the bytes they hold, and `size`
  // Structures that give several parameters; `param` is not looked at.
  kOpenHow,      // struct open_how* (openat2(2))
  kCloneArgs,    // struct clone_args* (clone3(2))
  kUringParams,  // struct io_uring_params*
  kPrctl,        // the second argument of prctl(2): a name or a number
  kMessage,      // struct msghdr*: tuple, size, data
  kMessages,     // struct mmsghdr*: those of one of them
  // Written by the call; read when it has returned.
  kAddressOut,      // struct sockaddr*; register `aux` points to its length
  kDataOut,         // bytes: as many as the call returned
  kVectorOut,       // the same, scattered
  kMessageOut,      // struct msghdr*
  kMessagesOut,     // struct mmsghdr*
  kPairOut,         // int[2]: fd1, fd2
  kUringParamsOut,  // struct io_uring_params*
};

constexpr bool IsOutput(ArgKind kind) { return kind >= ArgKind::kAddressOut; }

struct ArgSpec {
  proto::Param param = proto::PARAM_NONE;
  ArgKind kind = ArgKind::kNone;
  uint8_t reg = 0;  // which of the six registers
  uint8_t aux = 0;
};

// How the outcome of a call can be learnt.
enum class OutcomeKind : uint8_t {
  kImmediate,     // never waits for long: a stop is asked for, and comes when it has returned
  kExec,          // the same, and the process image changes
  kByDescriptor,  // waits or not, see WaitOf
  kWhole,         // a stop that is asked for would change what it does: followed from its start
};

struct SyscallSpec {
  const char* name;  // as in man section 2 and libseccomp
  proto::EventType type;
  std::array<ArgSpec, 6> args{};
  OutcomeKind outcome = OutcomeKind::kImmediate;
  int8_t fd_reg = -1;  // register that holds the descriptor the call works on
};

// The families.
std::span<const SyscallSpec> OpenSyscalls();
std::span<const SyscallSpec> ExecSyscalls();
std::span<const SyscallSpec> PathSyscalls();
std::span<const SyscallSpec> ModeSyscalls();
std::span<const SyscallSpec> DescriptorSyscalls();
std::span<const SyscallSpec> SocketSyscalls();
std::span<const SyscallSpec> MessageSyscalls();
std::span<const SyscallSpec> TransferSyscalls();
std::span<const SyscallSpec> ProcessSyscalls();
std::span<const SyscallSpec> CloneSyscalls();
std::span<const SyscallSpec> IdentitySyscalls();
std::span<const SyscallSpec> MountSyscalls();
std::span<const SyscallSpec> MemorySyscalls();
std::span<const SyscallSpec> KernelSyscalls();
std::span<const SyscallSpec> QuerySyscalls();
std::span<const SyscallSpec> WaitSyscalls();

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_SYSCALL_SPEC_H_
