// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_NOTIFY_BACKEND_H_
#define FALCO_RUN_TRACER_NOTIFY_BACKEND_H_

#include <sys/types.h>

#include <functional>
#include <memory>
#include <mutex>

#include "tracer/backend.h"
#include "tracer/notification_log.h"
#include "tracer/sink.h"
#include "tracer/unique_fd.h"
#include "tracer/watch_options.h"

namespace falco_run::tracer {

struct NotifyOptions {
  UniqueFd listener;
  NotificationLog* log = nullptr;  // see Listener
  WatchOptions watch;              // `numbers`: of the plan that the filter was made from
  // See OutcomeTaker.
  std::recursive_mutex* waiting = nullptr;
  std::function<void(pid_t, int)> on_reaped;
  std::function<void(pid_t)> on_halted;  // a followed thread's process was stopped by a signal
  // After each 256 notifications, on the backend's thread: for what is to adapt it to its load.
  std::function<void()> on_round = [] {};
};

// The backend on seccomp user notification (seccomp_unotify(2)): receive, read the
// arguments, evaluate, answer. One thread does all of it, so nothing can queue up or be
// dropped.
std::unique_ptr<Backend> MakeNotifyBackend(NotifyOptions options, Sink& sink);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_NOTIFY_BACKEND_H_
