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
  kLong,     // 64 bits
  kPath,     // char* path, relative to the working directory
  kPathAt,   // char* path, relative to the descriptor in register `aux`
  kText,     // char* that is not a path
  kAddress,  // struct sockaddr*, its length in register `aux`
  kArgv,     // char**
  kOpenHow,  // struct open_how* (openat2(2)): gives flags, mode and resolve
};

struct ArgSpec {
  proto::Param param = proto::PARAM_NONE;
  ArgKind kind = ArgKind::kNone;
  uint8_t reg = 0;  // which of the six registers
  uint8_t aux = 0;
};

// How the outcome of a call can be learnt.
enum class OutcomeKind : uint8_t {
  kImmediate,  // never blocks for long: momentary ptrace
  kExec,       // as kImmediate, and the process image changes
  kMayBlock,   // interrupting it would change what the program sees: predicted
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
std::span<const SyscallSpec> ProcessSyscalls();

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_SYSCALL_SPEC_H_
