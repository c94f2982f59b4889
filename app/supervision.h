// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_SUPERVISION_H_
#define FALCO_RUN_APP_SUPERVISION_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "app/control_channel.h"
#include "app/live_backend.h"
#include "proto/record.pb.h"
#include "tracer/backend.h"
#include "tracer/launcher.h"
#include "tracer/mechanism.h"
#include "tracer/notification_log.h"
#include "tracer/sink.h"
#include "tracer/watch_options.h"
#include "tracer/watch_plan.h"

namespace falco_run::app {

struct SupervisionOptions {
  std::vector<std::string> argv;
  tracer::WatchRequest watch;
  tracer::WatchOptions collect;  // completed by what supervises
  tracer::BackendChoice backend = tracer::BackendChoice::kAuto;
  bool watch_namespace = false;  // see EntryWatch
  proto::Start start;            // completed and sent to the sink first
  LiveBackend* live = nullptr;   // told of the backend; nullptr: nobody asks
  // Called when the sink has got the start, before the program runs. An error ends it all.
  std::function<absl::Status()> after_start;
  // Called, on any thread, when this engine has handed over to the next one: lets go of ports, and
  // delivers what waits.
  std::function<void()> deliver;
};

// options.start with what is only known now: `backend`, the time, the kernel, `command` and the
// events that cannot be observed.
proto::Start CompletedStart(const SupervisionOptions& options, const char* backend,
                            const std::vector<std::string>& command,
                            const std::vector<std::string>& unsupported);

// options.after_start, if there is one.
absl::Status AfterStart(const SupervisionOptions& options);

// options.collect for the calls of the plan. Only the engine process is left out of lineages: rules
// see falco-run (the keeper) as the parent.
tracer::WatchOptions CompletedWatch(const SupervisionOptions& options, tracer::WatchPlan& plan);

// How the program ended, for the summary.
struct SupervisionResult {
  int exit_code = 0;
  int exec_error = 0;      // errno when the program could not be started
  bool tree_left = false;  // it left processes behind
  bool no_new_privs = false;
  tracer::Mechanism mechanism = tracer::Mechanism::kNotify;
  std::string fallback;  // why it is not the notify backend, which was preferred; empty: it is
  std::vector<std::string> unsupported;  // events that rules ask for and we cannot see yet
  tracer::BackendStats stats;
};

// Runs in the engine process: lets the program of `launcher` start, supervises its tree on a
// second thread and reaps on this one. `on_program_exit` is called once, when the program itself
// has ended and all its events were evaluated; then the keeper is told. If processes of the program
// are left, supervision goes on until the last one ends; Supervise returns after that.
//
// When the keeper disappears first, the tree is ended. `log`: for who takes over should this
// process die; see tracer::Listener.
absl::Status Supervise(const SupervisionOptions& options, ControlChannel channel,
                       tracer::Launcher launcher, tracer::NotificationLog* log, tracer::Sink& sink,
                       const std::function<void(const SupervisionResult&)>& on_program_exit);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_SUPERVISION_H_
