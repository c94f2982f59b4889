// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_X32_H_
#define FALCO_RUN_TRACER_X32_H_

namespace falco_run::tracer {

// Set in the numbers of calls by the x32 ABI, which has AUDIT_ARCH_X86_64 otherwise
// (__X32_SYSCALL_BIT of asm/unistd.h, which other architectures do not have).
inline constexpr int kX32Bit = 0x40000000;

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_X32_H_
