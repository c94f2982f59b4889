// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_PREDICT_H_
#define FALCO_RUN_TRACER_PREDICT_H_

#include <sys/types.h>

#include <cstdint>

#include "proto/record.pb.h"

namespace falco_run::tracer {

// Estimates what a call will return where that cannot be observed: opens and execs by looking
// at the file in the caller's root, connects as "in progress", everything else as success.
int64_t PredictResult(pid_t tid, const proto::SyscallEvent& event, bool look = true);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_PREDICT_H_
