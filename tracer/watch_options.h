// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_WATCH_OPTIONS_H_
#define FALCO_RUN_TRACER_WATCH_OPTIONS_H_

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <set>
#include <vector>

#include "proto/record.pb.h"
#include "tracer/syscall_table.h"

namespace falco_run::tracer {

// When the outcome of a call is found out.
enum class Outcomes {
  kNeeded,  // when the sink asks for it
  kAlways,  // of each event, which is shown to the sink once, with its outcome
  kNever,   // what the sink asks for is predicted
};

// Last numbers given out in a stream of records: of processes and of events. Shared when two
// backends write to one stream.
struct StreamNumbers {
  std::atomic<uint64_t> process{0};
  std::atomic<uint64_t> event{0};
};

// What every backend is told.
struct WatchOptions {
  SyscallNumbers numbers;       // of the calls to be watched
  uint32_t snapshot_parts = 0;  // SnapshotPart bits
  bool fd_details = false;      // describe the descriptors that calls use
  // Not before the sink asks for it (Verdict::kNeedDescriptor): a look at a socket takes five
  // system calls, and most calls are of no interest whatever they use.
  bool fd_when_asked = false;
  // The same (kNeedProcess) of what SyscallEvent.process_left_out names: each file of /proc costs a
  // new process some 30 us.
  bool process_when_asked = false;
  bool data = false;          // read the bytes that calls move
  bool opened_file = false;   // look at what an open has opened: device and inode
  bool created_file = false;  // find out whether an open has made its file
  bool trust = false;         // grade what is read (SyscallEvent.trust)
  // Opens of processes with several threads are shown once, with the file that was really opened.
  bool verify_paths = false;
  Outcomes outcomes = Outcomes::kNeeded;
  pid_t program = 0;         // not reported before its first exec
  std::set<pid_t> own_pids;  // left out of the lineage
  // Of an engine before this one, by their ids; are announced again.
  std::vector<proto::Process> known;
  std::shared_ptr<StreamNumbers> stream = std::make_shared<StreamNumbers>();
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_WATCH_OPTIONS_H_
