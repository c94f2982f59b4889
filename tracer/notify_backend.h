// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_NOTIFY_BACKEND_H_
#define FALCO_RUN_TRACER_NOTIFY_BACKEND_H_

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>

#include "proto/record.pb.h"
#include "tracer/backend.h"
#include "tracer/sink.h"
#include "tracer/syscall_table.h"
#include "tracer/unique_fd.h"

namespace falco_run::tracer {

// When the outcome of a call is found out.
enum class Outcomes {
  kNeeded,  // when the sink asks for it
  kAlways,  // of each event, which is shown to the sink once, with its outcome
  kNever,   // what the sink asks for is predicted
};

struct NotifyOptions {
  UniqueFd listener;
  SyscallNumbers numbers;       // of the plan that the filter was made from
  uint32_t snapshot_parts = 0;  // SnapshotPart bits
  bool fd_details = false;      // describe the descriptors that calls use
  bool data = false;            // read the bytes that calls move
  Outcomes outcomes = Outcomes::kNeeded;
  pid_t program = 0;         // not reported before its first exec
  std::set<pid_t> own_pids;  // left out of the lineage
  // See OutcomeTaker.
  std::recursive_mutex* waiting = nullptr;
  std::function<void(pid_t, int)> on_reaped;
};

// The backend on seccomp user notification (seccomp_unotify(2)): receive, read the
// arguments, evaluate, answer. One thread does all of it, so nothing can queue up or be
// dropped.
std::unique_ptr<Backend> MakeNotifyBackend(NotifyOptions options, Sink& sink);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_NOTIFY_BACKEND_H_
