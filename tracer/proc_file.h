// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_PROC_FILE_H_
#define FALCO_RUN_TRACER_PROC_FILE_H_

#include <sys/types.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace falco_run::tracer {

// Reads /proc/PID/NAME into `buffer` and returns the part that was filled; empty when the
// task is gone or may not be looked at. What does not fit is cut.
std::string_view ReadProcFile(pid_t pid, const char* name, std::span<char> buffer);

// Reads the whole of /proc/PID/NAME, at most `limit` bytes.
std::string ReadProcFile(pid_t pid, const char* name, size_t limit);

// The target of the link /proc/PID/NAME ("exe", "cwd", "fd/3"); empty when it cannot be read.
std::string ReadProcLink(pid_t pid, const char* name);

// /proc/PID/cmdline, waiting a few milliseconds for it where it is empty: in the middle of
// execve(2) a process has its new executable, but no command line yet.
std::string_view ReadCommandLine(pid_t pid, std::span<char> buffer);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_PROC_FILE_H_
