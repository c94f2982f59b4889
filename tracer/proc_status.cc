// SPDX-License-Identifier: Apache-2.0
#include "tracer/proc_status.h"

#include <sys/stat.h>

#include <array>
#include <charconv>

#include "tracer/proc_file.h"

namespace falco_run::tracer {
namespace {

// Takes the next blank-separated number off `text`.
template <typename T>
bool TakeNumber(std::string_view& text, T& out, int base = 10) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return false;
  text.remove_prefix(begin);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, base);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return true;
}

// The last number of a line such as "NSpid: 4711 12".
void TakeLast(std::string_view text, pid_t& out) {
  pid_t value = 0;
  while (TakeNumber(text, value)) out = value;
}

}  // namespace

std::optional<ProcStatus> ParseProcStatus(std::string_view text) {
  ProcStatus s;
  bool seen = false;
  while (!text.empty()) {
    const size_t eol = text.find('\n');
    const std::string_view line = text.substr(0, eol);
    text.remove_prefix(eol == std::string_view::npos ? text.size() : eol + 1);
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view key = line.substr(0, colon);
    std::string_view value = line.substr(colon + 1);
    if (key == "Tgid") {
      seen = TakeNumber(value, s.tgid);
      s.ns_tgid = s.tgid;  // kernels without pid namespaces have no NStgid line
    } else if (key == "PPid") {
      TakeNumber(value, s.ppid);
    } else if (key == "TracerPid") {
      TakeNumber(value, s.tracer);
    } else if (key == "Uid") {
      if (TakeNumber(value, s.ruid)) TakeNumber(value, s.euid);
    } else if (key == "Gid") {
      if (TakeNumber(value, s.rgid)) TakeNumber(value, s.egid);
    } else if (key == "NStgid") {
      TakeLast(value, s.ns_tgid);
    } else if (key == "NSpid") {
      TakeLast(value, s.ns_tid);
    } else if (key == "NSpgid") {
      TakeLast(value, s.ns_pgid);
    } else if (key == "NSsid") {
      TakeLast(value, s.ns_sid);
    } else if (key == "VmSize") {
      TakeNumber(value, s.vm_size_kb);
    } else if (key == "VmRSS") {
      TakeNumber(value, s.vm_rss_kb);
    } else if (key == "VmSwap") {
      TakeNumber(value, s.vm_swap_kb);
    } else if (key == "Threads") {
      TakeNumber(value, s.threads);
    } else if (key == "SigCgt") {
      TakeNumber(value, s.caught_signals, 16);
    } else if (key == "CapInh") {
      TakeNumber(value, s.cap_inheritable, 16);
    } else if (key == "CapPrm") {
      TakeNumber(value, s.cap_permitted, 16);
    } else if (key == "CapEff") {
      TakeNumber(value, s.cap_effective, 16);
    } else if (key == "CapBnd") {
      TakeNumber(value, s.cap_bounding, 16);
    } else if (key == "Seccomp_filters") {
      TakeNumber(value, s.seccomp_filters);
      break;  // nothing of interest follows
    }
  }
  if (!seen) return std::nullopt;
  return s;
}

std::optional<ProcStat> ParseProcStat(std::string_view text) {
  // pid (comm) S ppid pgrp session tty_nr ...: comm may hold anything, also ")".
  const size_t open = text.find('(');
  const size_t close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return std::nullopt;
  }
  ProcStat s;
  s.comm = std::string(text.substr(open + 1, close - open - 1));
  std::string_view rest = text.substr(close + 1);
  const size_t state = rest.find_first_not_of(' ');
  if (state == std::string_view::npos) return std::nullopt;
  rest.remove_prefix(state + 1);
  int32_t tty = 0;
  if (!TakeNumber(rest, s.ppid) || !TakeNumber(rest, s.pgid) || !TakeNumber(rest, s.sid) ||
      !TakeNumber(rest, tty)) {
    return std::nullopt;
  }
  s.tty = static_cast<uint32_t>(tty);
  int64_t skipped = 0;
  constexpr int kMinorFaults = 10;
  constexpr int kMajorFaults = 12;
  for (int field = 8; field <= 21; ++field) {
    if (field == kMinorFaults) {
      if (!TakeNumber(rest, s.minor_faults)) return std::nullopt;
    } else if (field == kMajorFaults) {
      if (!TakeNumber(rest, s.major_faults)) return std::nullopt;
    } else if (!TakeNumber(rest, skipped)) {
      return std::nullopt;
    }
  }
  if (!TakeNumber(rest, s.start_ticks)) return std::nullopt;
  return s;
}

StatusText::StatusText(pid_t tid) : text_(ReadProcFile(tid, "status", usual_)) {
  if (text_.size() < usual_.size()) return;
  // 65536 groups (NGROUPS_MAX) of up to ten digits, and the rest.
  constexpr size_t kLongest = size_t{1} << 20;
  long_ = ReadProcFile(tid, "status", kLongest);
  text_ = long_;
}

std::string_view StatusText::Value(std::string_view key) const {
  const std::string start = "\n" + std::string(key) + ":\t";
  const size_t at = text_.find(start);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text_.substr(at + start.size());
  return rest.substr(0, rest.find('\n'));
}

std::optional<ProcStatus> ReadProcStatus(pid_t tid) {
  return ParseProcStatus(StatusText(tid).text());
}

std::optional<ProcStat> ReadProcStat(pid_t pid) {
  std::array<char, 1024> buffer;
  return ParseProcStat(ReadProcFile(pid, "stat", buffer));
}

uint64_t ThreadCount(pid_t pid) {
  // Each thread is a directory, and the parent's link count tells how many there are.
  constexpr uint64_t kOwnLinks = 2;
  struct stat st;
  const std::string tasks = "/proc/" + std::to_string(pid) + "/task";
  return stat(tasks.c_str(), &st) == 0 && st.st_nlink > kOwnLinks ? st.st_nlink - kOwnLinks : 0;
}

}  // namespace falco_run::tracer
