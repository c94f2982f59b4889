// SPDX-License-Identifier: Apache-2.0
#include "tracer/namespace_watcher.h"

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tracer/clock.h"
#include "tracer/proc_file.h"
#include "tracer/proc_status.h"

namespace falco_run::tracer {
namespace {

// A process is visible a moment after its number was given out.
constexpr uint64_t kLongestBirthNs = 60'000'000;
// More numbers than this at once, or a wrap around: a listing is cheaper and surer.
constexpr pid_t kMostSingly = 256;
// Container runtimes need some 100 ms to become the program.
constexpr uint64_t kLongestStartNs = 2'000'000'000;

constexpr std::string_view kRuntimes[] = {"runc", "crun", "runsc", "youki", "nsenter", "conmon"};

uint64_t MonotonicNs() { return ReadClockNs(CLOCK_MONOTONIC); }

// All but the namespace's first.
std::vector<pid_t> AllProcesses() {
  std::vector<pid_t> pids;
  DIR* dir = opendir("/proc");
  if (dir == nullptr) return pids;
  while (const dirent* e = readdir(dir)) {
    if (const pid_t pid = std::atoi(e->d_name); pid > 1) pids.push_back(pid);
  }
  closedir(dir);
  return pids;
}

// More of /proc/PID/status (proc(5)).
struct Standing {
  bool ended = false;
  bool traced_by_us = false;
  int filters = 0;

  // nullopt: it is gone, or its filters are not counted (before Linux 5.9).
  static std::optional<Standing> Of(pid_t pid) {
    const StatusText status(pid);
    const std::string_view state = status.Value("State");
    const std::string_view filters = status.Value("Seccomp_filters");
    const auto parsed = ParseProcStatus(status.text());
    if (!parsed || state.empty() || filters.empty()) return std::nullopt;
    const std::string thread = "/proc/self/task/" + std::to_string(parsed->tracer);
    return Standing{state.front() == 'Z', access(thread.c_str(), F_OK) == 0,
                    parsed->seccomp_filters};
  }
};

}  // namespace

NamespaceWatcher::NamespaceWatcher(OnEntered on_entered, const EarlierWatch& earlier)
    : on_entered_(std::move(on_entered)), earlier_(earlier), last_(last_pid_.Read()) {
  LookAtAll();
  LeaveOutOthers();
  FindLeftBehind();
}

void NamespaceWatcher::Look() {
  const pid_t last = last_pid_.Read();
  if (last == 0 || last < last_ || last - last_ > kMostSingly) {
    LookAtAll();
  } else {
    for (pid_t pid = last_ + 1; pid <= last; ++pid) LookAt(pid);
  }
  last_ = last;
  if (!unborn_.empty() || !candidates_.empty()) LookAgain();
  // By who had ended before it was traced.
  if (!std::exchange(looked_again_, true)) FindLeftBehind();
}

void NamespaceWatcher::LookAtAll() {
  const std::vector<pid_t> pids = AllProcesses();
  if (pids.empty()) return;
  for (const pid_t pid : pids) LookAt(pid);
  std::erase_if(known_, [&](const auto& k) {
    return std::find(pids.begin(), pids.end(), k.first) == pids.end();
  });
}

// Those that were here before anybody watched; the keeper may be below one.
void NamespaceWatcher::LeaveOutOthers() {
  if (earlier_.keeper == 0) candidates_.clear();
  std::erase_if(candidates_, [&](const auto& candidate) {
    const auto stat = ReadProcStat(candidate.first);
    return !stat || stat->start_ticks < earlier_.from_ticks;
  });
  for (pid_t pid = earlier_.keeper; pid > 1;) {
    candidates_.erase(pid);
    const auto stat = ReadProcStat(pid);
    pid = stat ? stat->ppid : 0;
  }
}

void NamespaceWatcher::FindLeftBehind() {
  constexpr pid_t kInit = 1;
  if (earlier_.keeper != kInit) return;  // else others may have children there, too
  const auto init = ReadProcStat(kInit);
  const auto own = Standing::Of(getpid());
  if (!init || !own) return;
  for (const pid_t pid : AllProcesses()) {
    const auto stat = ReadProcStat(pid);
    if (pid == getpid() || !stat || stat->ppid != kInit) continue;
    // A program that an engine had started to take alerts.
    if (stat->sid != 0 && stat->sid == init->sid) continue;
    const auto standing = Standing::Of(pid);
    if (!standing || standing->ended || standing->traced_by_us) continue;
    if (standing->filters <= own->filters) AddCandidate(pid, *stat);
  }
}

void NamespaceWatcher::LookAt(pid_t pid) {
  if (pid <= 1) return;
  const auto stat = ReadProcStat(pid);
  if (!stat) {
    unborn_.try_emplace(pid, MonotonicNs() + kLongestBirthNs);
    return;
  }
  unborn_.erase(pid);
  if (stat->ppid != 0) return;
  const auto status = ReadProcStatus(pid);
  if (!status || status->tgid != pid) return;  // a thread
  AddCandidate(pid, *stat);
}

// A container is entered again and again (by health checks), and its numbers are many.
void NamespaceWatcher::ForgetTheEnded() {
  std::erase_if(known_, [](const auto& known) {
    const auto stat = ReadProcStat(known.first);
    return !stat || stat->start_ticks + 1 != known.second;
  });
  most_known_ = std::max(kFewKnown, 2 * known_.size());
}

void NamespaceWatcher::AddCandidate(pid_t pid, const ProcStat& stat) {
  if (known_.size() >= most_known_) ForgetTheEnded();
  if (std::exchange(known_[pid], stat.start_ticks + 1) == stat.start_ticks + 1) return;
  candidates_[pid] = {MonotonicNs() + kLongestStartNs};
}

void NamespaceWatcher::LookAgain() {
  for (auto it = unborn_.begin(); it != unborn_.end();) {
    const auto [pid, until_ns] = *it++;
    LookAt(pid);
    if (MonotonicNs() > until_ns) unborn_.erase(pid);
  }
  for (auto it = candidates_.begin(); it != candidates_.end();) {
    const pid_t pid = it->first;
    Candidate& candidate = it->second;
    const bool settled = IsSettled(pid) || MonotonicNs() > candidate.until_ns;
    if (settled || !candidate.refused) candidate.refused = !on_entered_(pid, settled);
    if (settled || !candidate.refused) {
      it = candidates_.erase(it);
    } else {
      ++it;
    }
  }
}

bool NamespaceWatcher::IsSettled(pid_t pid) {
  const auto stat = ReadProcStat(pid);
  if (!stat) return true;  // gone
  // Without a command line it is about to become another program.
  std::array<char, 16> beginning;
  if (ReadProcLink(pid, "exe").empty() || ReadProcFile(pid, "cmdline", beginning).empty()) {
    return false;
  }
  return std::none_of(std::begin(kRuntimes), std::end(kRuntimes),
                      [&](std::string_view name) { return stat->comm.starts_with(name); });
}

}  // namespace falco_run::tracer
