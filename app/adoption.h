// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_ADOPTION_H_
#define FALCO_RUN_APP_ADOPTION_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "app/control_channel.h"
#include "app/engine_start.h"
#include "app/supervision.h"
#include "tracer/sink.h"

namespace falco_run::app {

// What nobody saw between two engines.
struct Gap {
  std::string reason;        // as Takeover::reason
  bool handed_over = false;  // as Takeover::handed_over
  uint64_t calls = 0;        // watched ones, which were let through
  std::chrono::nanoseconds length{0};
};

// As Supervise, for a program that runs already behind the filter: takes over from an engine that
// ended. Its parent is the keeper, which tells how it stops and ends. `on_gap` is called first,
// when the calls have begun to wait for this engine.
//
// Outcomes are found out as ever where this process may trace the program. With Yama's
// ptrace_scope 1 and without CAP_SYS_PTRACE it may not, since it is no ancestor of it.
absl::Status SuperviseAdopted(const SupervisionOptions& options, ControlChannel channel,
                              Takeover takeover, tracer::NotificationLog* log, tracer::Sink& sink,
                              const std::function<void(const Gap&)>& on_gap,
                              const std::function<void(const SupervisionResult&)>& on_program_exit);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_ADOPTION_H_
