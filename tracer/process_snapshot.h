// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_PROCESS_SNAPSHOT_H_
#define FALCO_RUN_TRACER_PROCESS_SNAPSHOT_H_

#include <sys/types.h>

#include <cstdint>

#include "proto/record.pb.h"
#include "tracer/user_names.h"

namespace falco_run::tracer {

// Parts of a snapshot that cost extra reads; bits of SnapshotReader::parts.
enum SnapshotPart : uint32_t {
  kPartEnv = 1 << 0,
  kPartCwd = 1 << 1,
  kPartStatus = 1 << 2,  // capabilities and the ids of the process's own pid namespace
  kPartLoginUid = 1 << 3,
  kPartUserNames = 1 << 4,
  kPartExeFile = 1 << 5,
  kPartCgroups = 1 << 6,
  kPartStdio = 1 << 7,
  kPartAll = (1 << 8) - 1,
};

// Fills proto::Process from /proc. Not thread-safe.
class SnapshotReader {
 public:
  explicit SnapshotReader(uint32_t parts);

  // Everything but `id` and `parent_id`. False when the process is gone.
  bool Read(pid_t pid, proto::Process& out);

  // Only what an exec changes.
  bool ReadImage(pid_t pid, proto::Process& out);

  // Only user, group, login uid and capabilities.
  bool ReadIds(pid_t pid, proto::Process& out);

  // Only the name.
  bool ReadComm(pid_t pid, proto::Process& out);

  // Only the working directory, if it is asked for.
  void ReadCwd(pid_t pid, proto::Process& out);

  // Epoch time of `ticks` after boot, in nanoseconds.
  uint64_t TicksToEpochNs(uint64_t ticks) const;

 private:
  void ReadExe(pid_t pid, proto::Process& out);
  void ReadStdio(pid_t pid, proto::Process& out);

  uint32_t parts_;
  uint64_t boot_time_ns_;
  uint64_t ns_per_tick_;
  UserNames users_;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_PROCESS_SNAPSHOT_H_
