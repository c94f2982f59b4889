// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_INITIAL_STACK_H_
#define FALCO_RUN_TRACER_INITIAL_STACK_H_

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace falco_run::tracer {

// The name that the kernel gives a process which executes `path`: /proc/PID/comm, 15 bytes.
constexpr std::string_view NameByPath(std::string_view path) {
  constexpr size_t kMost = 15;  // TASK_COMM_LEN without its NUL
  return path.substr(path.rfind('/') + 1).substr(0, kMost);
}

// What execve(2) has put on the stack of a program that has not run yet: the process stands in
// PTRACE_EVENT_EXEC. The layout is that of the System V ABI for 64-bit programs ("process
// initialization"): the count of arguments, pointers to arguments and environment, the auxiliary
// vector (getauxval(3)), the strings.
//
//   InitialStack stack;
//   if (stack.Read(pid)) Use(stack.arguments(), stack.name());
//   else                 // read /proc/PID/cmdline and comm
//
// 2 system calls, some 5 µs. The two files say the same, but each costs some 30 µs to look up, to
// read and to forget at the end of the process.
class InitialStack {
 public:
  // False where this cannot be had: another layout, too long, not permitted, a kernel before 5.3.
  bool Read(pid_t pid);

  // As /proc/PID/cmdline: each ends with NUL. At least the first 4,096 bytes of it.
  std::string_view arguments() const { return arguments_; }

  // As /proc/PID/comm, at most 15 bytes. Empty for a file that was given by descriptor: kernels
  // differ.
  std::string_view name() const { return name_; }

  // What Read() does with `size` bytes that were found at `address`.
  bool Parse(uint64_t address, size_t size);
  char* data() { return data_.data(); }

  static constexpr size_t kMostBytes = 16384;
  static constexpr size_t kMostArguments = 4096;

 private:
  bool Word(size_t index, uint64_t& value) const;
  // The string that `pointer` names; false if it does not end within what was read.
  bool Text(uint64_t pointer, std::string_view& text) const;

  alignas(uint64_t) std::array<char, kMostBytes> data_;
  uint64_t address_ = 0;
  size_t size_ = 0;
  std::string_view arguments_;
  std::string_view name_;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_INITIAL_STACK_H_
