// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_PROC_STATUS_H_
#define FALCO_RUN_TRACER_PROC_STATUS_H_

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace falco_run::tracer {

// What /proc/TID/status tells (proc(5)). The ns_ ids are those of the innermost pid namespace.
struct ProcStatus {
  pid_t tgid = 0;
  pid_t ppid = 0;
  pid_t tracer = 0;  // 0: nobody traces it
  uid_t ruid = 0, euid = 0;
  gid_t rgid = 0, egid = 0;
  pid_t ns_tgid = 0;
  pid_t ns_tid = 0;
  pid_t ns_pgid = 0;
  pid_t ns_sid = 0;
  uint64_t caught_signals = 0;  // bit N - 1: signal N has a handler
  uint64_t cap_inheritable = 0, cap_permitted = 0, cap_effective = 0, cap_bounding = 0;
  int threads = 0;
  int seccomp_filters = 0;
  uint64_t vm_size_kb = 0, vm_rss_kb = 0, vm_swap_kb = 0;
};

// What /proc/PID/stat tells.
struct ProcStat {
  std::string comm;
  pid_t ppid = 0;
  pid_t pgid = 0;
  pid_t sid = 0;
  uint32_t tty = 0;
  uint64_t minor_faults = 0, major_faults = 0;
  uint64_t start_ticks = 0;  // clock ticks after boot
};

// The whole of /proc/TID/status: the list of a task's groups alone may be 700 KB long, and most
// lines follow it. One read in the usual case. Empty when the task is gone.
class StatusText {
 public:
  explicit StatusText(pid_t tid);
  StatusText(const StatusText&) = delete;
  StatusText& operator=(const StatusText&) = delete;

  std::string_view text() const { return text_; }

  // What follows "KEY:\t" on its line; empty: there is no such line. Not for the first one, "Name".
  std::string_view Value(std::string_view key) const;

 private:
  std::array<char, 4096> usual_;
  std::string long_;
  std::string_view text_;
};

// nullopt when the task is gone.
std::optional<ProcStatus> ReadProcStatus(pid_t tid);
std::optional<ProcStat> ReadProcStat(pid_t pid);

// How many threads the process has, by one stat(2); 0 when it is gone.
uint64_t ThreadCount(pid_t pid);

// The parsers, apart from the files.
std::optional<ProcStatus> ParseProcStatus(std::string_view text);
std::optional<ProcStat> ParseProcStat(std::string_view text);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_PROC_STATUS_H_
