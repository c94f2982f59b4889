// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_EVENTS_UNNAMED_SYSCALL_H_
#define FALCO_RUN_ENGINE_EVENTS_UNNAMED_SYSCALL_H_

#include <optional>
#include <string_view>

namespace falco_run::engine {

// The number of a syscall that libseccomp has no name for: one that is newer than it ("mseal",
// "setxattrat", ...), or one that a rule names by its number, as "syscall_463". Such numbers are
// the same on all architectures. Nothing for other names, and for numbers that have names.
//
//   FindUnnamedSyscall("syscall_470");  // 470
std::optional<int> FindUnnamedSyscall(std::string_view name);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_EVENTS_UNNAMED_SYSCALL_H_
