// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_ATTACHMENT_H_
#define FALCO_RUN_APP_ATTACHMENT_H_

#include <sys/types.h>

#include <functional>

#include "absl/status/status.h"
#include "app/supervision.h"
#include "tracer/sink.h"

namespace falco_run::app {

// Blocks the signals that end an attachment, unless they are ignored, and those that would stop us
// (the terminal's) or end us (SIGPIPE), which then do nothing. To be called before any thread is
// started.
void BlockSignals();

// Supervises a running process with all its threads and what it starts from now on, until the last
// of them has ended or SIGINT, SIGTERM, SIGHUP or SIGQUIT comes: then it is let go of and runs on.
// Those that are ignored (nohup) do nothing.
// `on_end` is called once, unless the process cannot be traced.
absl::Status SuperviseAttached(const SupervisionOptions& options, pid_t pid, tracer::Sink& sink,
                               const std::function<void(const SupervisionResult&)>& on_end);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_ATTACHMENT_H_
