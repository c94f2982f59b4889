// SPDX-License-Identifier: Apache-2.0
#include "tracer/namespace_watcher.h"

#include <dirent.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <iterator>
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

}  // namespace

NamespaceWatcher::NamespaceWatcher(OnEntered on_entered)
    : on_entered_(std::move(on_entered)), last_(last_pid_.Read()) {
  LookAtAll(/*first=*/true);
}

void NamespaceWatcher::Look() {
  const pid_t last = last_pid_.Read();
  if (last == 0 || last < last_ || last - last_ > kMostSingly) {
    LookAtAll(/*first=*/false);
  } else {
    for (pid_t pid = last_ + 1; pid <= last; ++pid) LookAt(pid);
  }
  last_ = last;
  if (!unborn_.empty() || !candidates_.empty()) LookAgain();
}

void NamespaceWatcher::LookAtAll(bool first) {
  DIR* dir = opendir("/proc");
  if (dir == nullptr) return;
  std::vector<pid_t> pids;
  while (const dirent* e = readdir(dir)) {
    if (const pid_t pid = std::atoi(e->d_name); pid > 1) pids.push_back(pid);
  }
  closedir(dir);
  for (const pid_t pid : pids) {
    LookAt(pid);
    // These were here before.
    if (first) candidates_.erase(pid);
  }
  std::erase_if(known_, [&](const auto& k) {
    return std::find(pids.begin(), pids.end(), k.first) == pids.end();
  });
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
  if (std::exchange(known_[pid], stat->start_ticks + 1) == stat->start_ticks + 1) return;
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
