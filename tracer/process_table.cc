// SPDX-License-Identifier: Apache-2.0
#include "tracer/process_table.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "tracer/children.h"
#include "tracer/clock.h"
#include "tracer/proc_status.h"

namespace falco_run::tracer {
namespace {

// Lineage is followed this far up; loops cannot occur in /proc but a bound costs nothing.
constexpr int kMaxDepth = 64;

// No pid comes back sooner: the kernel hands out all others first.
constexpr uint64_t kReuseNs = 50'000'000;

uint64_t CoarseNowNs() { return ReadClockNs(CLOCK_MONOTONIC_COARSE); }

}  // namespace

bool ThreadExists(pid_t pid, pid_t tid) {
  return syscall(SYS_tgkill, pid, tid, 0) == 0 || errno == EPERM;
}

ProcessTable::ProcessTable(uint32_t snapshot_parts, bool when_asked, std::set<pid_t> own_pids,
                           std::shared_ptr<StreamNumbers> stream, Announce announce,
                           AnnounceExit announce_exit)
    : reader_(snapshot_parts, when_asked),
      own_pids_(std::move(own_pids)),
      stream_(std::move(stream)),
      announce_(std::move(announce)),
      announce_exit_(std::move(announce_exit)) {
  rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) limit.rlim_cur = 1024;
  highest_fd_ = static_cast<int>(std::min<rlim_t>(limit.rlim_cur, 1 << 20) / 4 * 3);
}

TrackedProcess* ProcessTable::Find(pid_t tid, bool about_to_exec) {
  pid_t pid = tid;
  if (const auto it = threads_.find(tid); it != threads_.end()) {
    Thread& thread = it->second;
    const uint64_t now = CoarseNowNs();
    if (now - thread.seen_ns <= kReuseNs || ThreadExists(thread.pid, tid)) {
      thread.seen_ns = now;
      pid = thread.pid;
    } else {
      threads_.erase(it);  // the number was reused
    }
  }
  auto it = processes_.find(pid);
  if (it == processes_.end() && pid == tid && !ThreadExists(tid, tid)) {
    // Not a thread group leader: ask whose thread it is.
    const auto status = ReadProcStatus(tid);
    if (!status) return nullptr;
    pid = status->tgid;
    if (threads_.size() >= thread_gc_threshold_) CollectThreads();
    threads_[tid] = {pid, CoarseNowNs(), status->ns_tid};
    it = processes_.find(pid);
  }
  if (it == processes_.end()) {
    TrackedProcess* const added = AddProcess(pid, about_to_exec);
    if (added != nullptr) added->called = true;
    return added;
  }
  TrackedProcess& process = *it->second;
  if (!IsCurrent(process)) {
    Forget(pid, 0);
    return Find(tid, about_to_exec);  // the number may be a thread's by now
  }
  process.called = true;
  process.fresh = false;
  process.seen_ns = CoarseNowNs();
  if (std::exchange(process.exiting, false)) {
    // Another thread's call came before exit_group(2) reached it.
    announce_(process.snapshot);
  }
  process.stale_usage = reader_.reads_usage();
  // A new image's standard descriptors are read with it.
  const bool later = about_to_exec && std::exchange(process.stale_stdio, false);
  Refresh(process);
  process.stale_stdio |= later;
  return &process;
}

std::optional<pid_t> ProcessTable::VirtualTid(pid_t tid, const TrackedProcess& process) const {
  if (!reader_.reads_pid_namespaces()) return std::nullopt;
  if (tid == process.pid) return process.snapshot.vpid();
  const auto it = threads_.find(tid);
  if (it == threads_.end() || it->second.vtid == 0) return std::nullopt;
  return it->second.vtid;
}

TrackedProcess* ProcessTable::Known(pid_t tid) {
  const auto thread = threads_.find(tid);
  const auto it = processes_.find(thread == threads_.end() ? tid : thread->second.pid);
  return it == processes_.end() ? nullptr : it->second.get();
}

// False when the pid belongs to another process by now. Cheap unless there is reason for doubt.
bool ProcessTable::IsCurrent(TrackedProcess& process) {
  const uint64_t now = CoarseNowNs();
  const bool long_ago = now - process.seen_ns > kReuseNs;
  if (std::exchange(process.verified, false) && !long_ago) return true;
  // That its memory is still there says nothing: others may share it.
  if (!process.exiting && !process.stale_image && !long_ago) return true;
  if (!SameProcess(process)) return false;
  process.seen_ns = now;
  return true;
}

bool ProcessTable::SameProcess(TrackedProcess& process) {
  const auto stat = ReadProcStat(process.pid);
  return stat && stat->start_ticks == process.snapshot.start_ticks();
}

void ProcessTable::Refresh(TrackedProcess& process) { Refresh(process, nullptr); }

void ProcessTable::Refresh(TrackedProcess& p, const InitialStack* stack) {
  if (!(p.stale_image || p.stale_ids || p.stale_comm || p.stale_cwd || p.stale_session ||
        p.stale_stdio || p.stale_usage)) {
    return;
  }
  const bool new_image = p.stale_image;
  const bool fresh = std::exchange(p.fresh, false) && !p.stale_session;
  const std::string before = new_image ? "" : p.snapshot.SerializeAsString();
  if (p.stale_image) {
    reader_.ReadNewImage(p.pid, stack, fresh, p.snapshot);
    p.left_out = reader_.leaves_out();
  } else {
    if (p.stale_comm) reader_.ReadComm(p.pid, p.snapshot);
    if (p.stale_cwd && !p.left_out) reader_.ReadCwd(p.pid, p.snapshot);
    if (p.stale_session) reader_.ReadSession(p.pid, p.snapshot);
    if (p.stale_stdio && !p.left_out) reader_.ReadStdio(p.pid, p.snapshot);
  }
  if (p.stale_ids) reader_.ReadIds(p.pid, p.snapshot);
  p.stale_image = p.stale_ids = p.stale_comm = p.stale_cwd = false;
  if (p.stale_usage) reader_.ReadUsage(p.pid, p.snapshot);
  p.stale_session = p.stale_stdio = p.stale_usage = false;
  if (new_image || p.snapshot.SerializeAsString() != before) announce_(p.snapshot);
}

void ProcessTable::ReadLeftOut(TrackedProcess& process) {
  if (!std::exchange(process.left_out, false)) return;
  reader_.ReadLeftOut(process.pid, process.snapshot);
  announce_(process.snapshot);
}

void ProcessTable::RefreshImage(TrackedProcess& process) {
  process.execs.clear();
  process.memory.Reset();
  process.stale_image = true;
  process.snapshot.set_exec_time_ns(NowNs());
  process.snapshot.set_threads(1);
  process.stale_usage = reader_.reads_usage();
  Refresh(process, initial_stack_.Read(process.pid) ? &initial_stack_ : nullptr);
  process.verified = true;
}

TrackedProcess* ProcessTable::AddProcess(pid_t pid, bool about_to_exec) {
  return AddWithDepth(pid, 0, about_to_exec);
}

// A child that execs first thing after its fork is its parent's copy, as long as the parent
// has not become another program meanwhile.
bool ProcessTable::Inherit(pid_t pid, proto::Process& out) {
  constexpr uint64_t kTickNs = 20'000'000;  // start times are that coarse
  const auto stat = ReadProcStat(pid);
  if (!stat) return false;
  const auto it = processes_.find(stat->ppid);
  if (it == processes_.end()) return false;
  TrackedProcess& parent = *it->second;
  if (!IsCurrent(parent)) return false;
  if (parent.exiting || parent.stale_image || parent.stale_ids || parent.stale_comm) return false;
  const uint64_t born = reader_.TicksToEpochNs(stat->start_ticks);
  if (parent.snapshot.exec_time_ns() + kTickNs > born) return false;
  if (parent.snapshot.start_ticks() > stat->start_ticks) return false;
  out = parent.snapshot;
  out.clear_id();
  reader_.ReadForked(pid, *stat, out);
  return true;
}

TrackedProcess* ProcessTable::AddWithDepth(pid_t pid, int depth, bool about_to_exec) {
  // Deeper down somebody holds on to an entry.
  if (depth == 0 && processes_.size() >= gc_threshold_) CollectGarbage();
  auto process = std::make_unique<TrackedProcess>(pid);
  const bool inherited = about_to_exec && Inherit(pid, process->snapshot);
  if (!inherited && !reader_.Read(pid, process->snapshot)) return nullptr;
  // Unless the exec succeeds, the rest is read before the next event. Ids are right: calls that
  // change them are watched, and would have made the child known.
  process->stale_image = process->fresh = inherited;
  process->left_out = inherited && reader_.leaves_out();
  process->verified = true;
  process->seen_ns = CoarseNowNs();
  // Parents first, so that a child never names an id that was not announced.
  process->snapshot.set_parent_id(ParentId(process->snapshot.ppid(), depth));
  process->snapshot.set_id(++stream_->process);
  announce_(process->snapshot);
  auto& slot = processes_[pid];
  slot = std::move(process);
  return slot.get();
}

uint64_t ProcessTable::ParentId(pid_t ppid, int depth) {
  // Processes of ours are no part of the story: go on with who started them.
  while (own_pids_.contains(ppid)) {
    const auto stat = ReadProcStat(ppid);
    if (!stat) return 0;
    ppid = stat->ppid;
  }
  if (ppid <= 0 || depth >= kMaxDepth) return 0;
  const auto it = processes_.find(ppid);
  if (it != processes_.end()) {
    if (IsCurrent(*it->second)) return it->second->snapshot.id();
    Forget(ppid, 0);
  }
  const TrackedProcess* parent = AddWithDepth(ppid, depth + 1, false);
  return parent ? parent->snapshot.id() : 0;
}

// False if each number that was given since the process began belongs to a task that was seen so
// lately that it cannot have been given again.
bool ProcessTable::MayHaveUnknownChildren(const TrackedProcess& process) const {
  constexpr pid_t kFarthest = 64;
  const pid_t last = last_pid_.Read();
  if (last < process.pid || last - process.pid > kFarthest) return true;
  const uint64_t born = reader_.TicksToBootNs(process.snapshot.start_ticks());
  if (ReadClockNs(CLOCK_BOOTTIME) - born > kReuseNs) return true;
  const uint64_t now = CoarseNowNs();
  for (pid_t pid = process.pid + 1; pid <= last; ++pid) {
    const auto it = processes_.find(pid);
    if (it != processes_.end() && now - it->second->seen_ns <= kReuseNs) continue;
    const auto thread = threads_.find(pid);
    if (thread == threads_.end() || now - thread->second.seen_ns > kReuseNs) return true;
  }
  return false;
}

void ProcessTable::OnExitGroup(TrackedProcess& process, uint64_t time_ns) {
  const bool look = MayHaveUnknownChildren(process);
  for (const pid_t child : look ? ChildrenOf(process.pid) : std::vector<pid_t>()) {
    process.verified = true;  // it stands in its exit
    process.seen_ns = CoarseNowNs();
    if (!processes_.contains(child)) AddWithDepth(child, 1, false);
  }
  process.exiting = true;
  process.memory.Reset();
  proto::ProcessExit exit;
  exit.set_id(process.snapshot.id());
  exit.set_time_ns(time_ns);
  announce_exit_(exit);
}

void ProcessTable::Restore(const std::vector<proto::Process>& known) {
  for (const proto::Process& snapshot : known) announce_(snapshot);
  // What has ended may still be somebody's parent, so that comes last.
  for (const proto::Process& snapshot : known) {
    auto process = std::make_unique<TrackedProcess>(static_cast<pid_t>(snapshot.pid()));
    process->snapshot = snapshot;
    if (SameProcess(*process)) {
      // Calls may have run since that change it.
      process->stale_image = process->stale_ids = process->stale_cwd = true;
      processes_[process->pid] = std::move(process);
    } else {
      proto::ProcessExit exit;
      exit.set_id(snapshot.id());
      announce_exit_(exit);
    }
  }
}

std::vector<proto::Process> ProcessTable::Snapshots() const {
  std::vector<proto::Process> all;
  for (const auto& [pid, process] : processes_) all.push_back(process->snapshot);
  // Ids are given to parents first.
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.id() < b.id(); });
  return all;
}

std::vector<pid_t> ProcessTable::Callers() const {
  std::vector<pid_t> pids;
  for (const auto& [pid, process] : processes_) {
    if (process->called && !process->exiting) pids.push_back(pid);
  }
  return pids;
}

void ProcessTable::OnMemoryOpened(const TrackedProcess& process) {
  // The kernel gives the lowest free number, so the number says how many are open.
  if (process.memory.fd() < highest_fd_) return;
  for (const auto& [pid, other] : processes_) {
    if (other.get() != &process) other->memory.Reset();
  }
}

void ProcessTable::Forget(pid_t pid, uint64_t time_ns) {
  const auto it = processes_.find(pid);
  if (it == processes_.end()) return;
  if (!it->second->exiting) {
    proto::ProcessExit exit;
    exit.set_id(it->second->snapshot.id());
    exit.set_time_ns(time_ns);
    announce_exit_(exit);
  }
  processes_.erase(it);
}

void ProcessTable::CollectGarbage() {
  std::vector<pid_t> dead;
  for (const auto& [pid, process] : processes_) {
    if (kill(pid, 0) != 0 && errno == ESRCH) dead.push_back(pid);
  }
  for (const pid_t pid : dead) Forget(pid, 0);
  gc_threshold_ = std::max<size_t>(1024, processes_.size() * 2);
}

void ProcessTable::CollectThreads() {
  std::erase_if(threads_, [](const auto& t) { return !ThreadExists(t.second.pid, t.first); });
  thread_gc_threshold_ = std::max<size_t>(4096, threads_.size() * 2);
}

}  // namespace falco_run::tracer
