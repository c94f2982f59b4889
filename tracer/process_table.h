// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_PROCESS_TABLE_H_
#define FALCO_RUN_TRACER_PROCESS_TABLE_H_

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "proto/record.pb.h"
#include "tracer/initial_stack.h"
#include "tracer/last_pid.h"
#include "tracer/process_snapshot.h"
#include "tracer/remote_memory.h"
#include "tracer/watch_options.h"

namespace falco_run::tracer {

// A process of the watched tree, or an ancestor of it.
struct TrackedProcess {
  explicit TrackedProcess(pid_t p) : pid(p), memory(p) {}

  const pid_t pid;
  RemoteMemory memory;
  proto::Process snapshot;  // as last announced
  // What may have changed since; read again before the next event.
  bool stale_image = false;
  bool stale_ids = false;
  bool stale_comm = false;
  bool stale_cwd = false;
  bool stale_session = false;
  bool stale_stdio = false;
  bool stale_usage = false;
  // What the event's process_left_out stands for was not read since its last exec.
  bool left_out = false;
  bool exiting = false;
  // All but the image and what belongs to it is as of the call that is under way.
  bool fresh = false;
  bool called = false;  // it is of the tree, not above it
  // The last look at /proc was just now: no need to check the start time.
  bool verified = false;
  uint64_t seen_ns = 0;      // when it last called, on a coarse clock
  std::vector<pid_t> execs;  // threads whose last call was an exec that may not have ended yet
};

// Whether process `pid` has that thread.
bool ThreadExists(pid_t pid, pid_t tid);

// Knows which process a thread belongs to and what that process is. Entries are keyed by
// (pid, start time): a reused pid gets a new entry and a new id.
//
//   ProcessTable table(kPartUserNames, false, own_pids, stream, [&](const proto::Process& p) { ...
//   }); TrackedProcess* p = table.Find(tid);  // announces it when new or changed
//
// Find costs one hash lookup (and one tgkill(2) for threads that are no leaders) for a
// process that is known, unchanged and was seen lately: a pid is not reused that fast. After a
// pause, one small read tells whether the process lives on. Not thread-safe.
class ProcessTable {
 public:
  using Announce = std::function<void(const proto::Process&)>;
  using AnnounceExit = std::function<void(const proto::ProcessExit&)>;

  // `own_pids`: processes of ours that are left out of the lineage. Ids are taken from `stream`.
  // `when_asked`: as WatchOptions::process_when_asked.
  ProcessTable(uint32_t snapshot_parts, bool when_asked, std::set<pid_t> own_pids,
               std::shared_ptr<StreamNumbers> stream, Announce announce,
               AnnounceExit announce_exit);

  // Takes over what another table knew, and announces it.
  void Restore(const std::vector<proto::Process>& known);

  // What is known, also of some that have ended: they may be parents. Parents first.
  std::vector<proto::Process> Snapshots() const;

  // The process of thread `tid`, refreshed. nullptr when the thread is gone. `about_to_exec`:
  // its call is an exec, so a new process may be described by what it inherited.
  TrackedProcess* Find(pid_t tid, bool about_to_exec = false);

  // The number of a thread of `process` in its own pid namespace, where that is asked for.
  std::optional<pid_t> VirtualTid(pid_t tid, const TrackedProcess& process) const;

  // The same as it is known, nothing is looked at. nullptr when it is not.
  TrackedProcess* Known(pid_t tid);
  // The same if it is the process with that id.
  TrackedProcess* Known(pid_t tid, uint64_t id) {
    TrackedProcess* const process = Known(tid);
    return process != nullptr && process->snapshot.id() == id ? process : nullptr;
  }

  // Reads again what may have changed, and announces it if so. Find does it, too.
  void Refresh(TrackedProcess& process);

  // Reads what was left out, and announces it.
  void ReadLeftOut(TrackedProcess& process);

  // Reads the new image of a process that stands in PTRACE_EVENT_EXEC, and announces it.
  void RefreshImage(TrackedProcess& process);

  // exit_group(2) was called: takes note of the children while they still name their
  // parent, and announces the end.
  void OnExitGroup(TrackedProcess& process, uint64_t time_ns);

  // To be called when `process.memory` may have been opened: lets go of the others' when
  // descriptors become scarce.
  void OnMemoryOpened(const TrackedProcess& process);

  // Those that have made a watched call, and not ended since.
  std::vector<pid_t> Callers() const;

  // Whether that is asked for: what a process uses; its standard descriptor `fd`.
  bool reads_usage() const { return reader_.reads_usage(); }
  bool ReadsStdio(int fd) const { return reader_.ReadsStdio(fd); }

  // Somebody has opened a process's login uid for writing.
  void NoteLoginUidOpened() { reader_.NoteLoginUidOpened(); }

  size_t size() const { return processes_.size(); }

 private:
  TrackedProcess* AddProcess(pid_t pid, bool about_to_exec = false);
  bool Inherit(pid_t pid, proto::Process& out);
  uint64_t ParentId(pid_t ppid, int depth);
  TrackedProcess* AddWithDepth(pid_t pid, int depth, bool about_to_exec);
  bool SameProcess(TrackedProcess& process);
  void Refresh(TrackedProcess& process, const InitialStack* stack);
  bool IsCurrent(TrackedProcess& process);
  bool MayHaveUnknownChildren(const TrackedProcess& process) const;
  void Forget(pid_t pid, uint64_t time_ns);
  void CollectGarbage();
  void CollectThreads();

  SnapshotReader reader_;
  LastPid last_pid_;
  InitialStack initial_stack_;  // kept for its buffer
  std::set<pid_t> own_pids_;
  std::shared_ptr<StreamNumbers> stream_;
  Announce announce_;
  AnnounceExit announce_exit_;
  size_t gc_threshold_ = 1024;
  size_t thread_gc_threshold_ = 4096;
  int highest_fd_;  // no memory descriptor above it is kept
  std::unordered_map<pid_t, std::unique_ptr<TrackedProcess>> processes_;
  struct Thread {
    pid_t pid;  // its process
    uint64_t seen_ns;
    pid_t vtid = 0;  // in its own pid namespace
  };
  std::unordered_map<pid_t, Thread> threads_;  // that are no leaders
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_PROCESS_TABLE_H_
