// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_PROCESS_SNAPSHOT_H_
#define FALCO_RUN_TRACER_PROCESS_SNAPSHOT_H_

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proto/record.pb.h"
#include "tracer/fd_inspector.h"
#include "tracer/initial_stack.h"
#include "tracer/overlay_layer.h"
#include "tracer/proc_status.h"
#include "tracer/root_user_names.h"
#include "tracer/user_names.h"

namespace falco_run::tracer {

// Parts of a snapshot that cost extra reads; bits of SnapshotReader::parts.
enum SnapshotPart : uint32_t {
  kPartEnv = 1 << 0,
  kPartCwd = 1 << 1,
  kPartCapabilities = 1 << 2,
  kPartLoginUid = 1 << 3,
  kPartUserNames = 1 << 4,
  kPartExeFile = 1 << 5,
  kPartCgroups = 1 << 6,
  kPartStdin = 1 << 7,  // kPartStdin << N: standard descriptor N
  kPartStdout = 1 << 8,
  kPartStderr = 1 << 9,
  kPartPidNamespace = 1 << 10,  // ids in the process's own pid namespace
  kPartSession = 1 << 11,       // process group, session, terminal, as they are now
  kPartUsage = 1 << 12,         // threads, memory, descriptors, as they are now
  kPartAll = (1 << 13) - 1,

  // Those that change with a new image and are left out where they are read when asked for.
  kPartsWhenAsked =
      kPartCwd | kPartStdin | kPartStdout | kPartStderr | kPartCapabilities | kPartCgroups,
};

// Fills proto::Process from /proc. Not thread-safe.
class SnapshotReader {
 public:
  // `when_asked`: ReadNewImage leaves out kPartsWhenAsked.
  explicit SnapshotReader(uint32_t parts, bool when_asked = false);

  // Everything but `id` and `parent_id`. False when the process is gone.
  bool Read(pid_t pid, proto::Process& out);

  // Only what a fork changes, on top of a copy of the parent's snapshot: for a child that is
  // about to exec. Its descriptors and the like may have changed since: they are read with
  // the new image, or (the exec failed) before anything that shows them.
  void ReadForked(pid_t pid, const ProcStat& stat, proto::Process& out);

  // Only what an exec changes. The ids are looked at cheaply and read when they may differ.
  // `stack`: of a process that stands at the beginning of its program; nullptr: it may have run.
  // `fresh`: ReadForked has read the rest while it stood in this exec.
  bool ReadNewImage(pid_t pid, const InitialStack* stack, bool fresh, proto::Process& out);

  // The login uid can be written from now on: it is read with each new image.
  void NoteLoginUidOpened() { loginuid_opened_ = true; }

  // Whether ReadNewImage leaves something out; that.
  bool leaves_out() const { return when_asked_ != 0; }
  void ReadLeftOut(pid_t pid, proto::Process& out);

  // Only user, group, login uid and capabilities.
  bool ReadIds(pid_t pid, proto::Process& out);

  // Only the name.
  bool ReadComm(pid_t pid, proto::Process& out);

  // Only these, if they are asked for.
  void ReadCwd(pid_t pid, proto::Process& out);
  void ReadSession(pid_t pid, proto::Process& out);
  void ReadStdio(pid_t pid, proto::Process& out);

  bool ReadsStdio(int fd) const {
    return fd >= 0 && fd <= 2 && (parts_ & (uint32_t{kPartStdin} << fd)) != 0;
  }

  bool reads_usage() const { return (parts_ & kPartUsage) != 0; }
  void ReadUsage(pid_t pid, proto::Process& out);

  bool reads_pid_namespaces() const { return (parts_ & kPartPidNamespace) != 0; }

  // The same time on CLOCK_BOOTTIME, and since the epoch, in nanoseconds.
  uint64_t TicksToBootNs(uint64_t ticks) const { return ticks * ns_per_tick_; }
  uint64_t TicksToEpochNs(uint64_t ticks) const;

 private:
  bool ReadStatFile(pid_t pid, proto::Process& out);
  static void FillStat(pid_t pid, const ProcStat& stat, proto::Process& out);
  bool InOwnPidNamespace(pid_t pid) const;
  uint64_t InitTimeNs();  // start of pid 1 of our own pid namespace, looked up once; 0: not known
  void ReadImage(pid_t pid, const InitialStack* stack, proto::Process& out);
  static void SetCommandLine(std::string_view text, proto::Process& out);
  void ReadExe(pid_t pid, proto::Process& out);
  // Whether the process's ids are other than in `out`, or cannot be told without reading.
  bool IdsMayDiffer(pid_t pid, bool fresh, const proto::Process& out) const;

  const uint32_t parts_;
  const uint32_t when_asked_;  // of them
  DescriptorInspector inspector_;
  bool exe_sets_ids_ = false;  // of the last ReadExe
  bool loginuid_opened_ = false;
  uint64_t boot_time_ns_;
  uint64_t ns_per_tick_;
  std::optional<uint64_t> init_time_ns_;
  std::string own_pid_namespace_;
  OverlayLayers layers_;
  UserNames users_;
  RootUserNames other_users_;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_PROCESS_SNAPSHOT_H_
