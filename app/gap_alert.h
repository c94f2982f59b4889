// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_GAP_ALERT_H_
#define FALCO_RUN_APP_GAP_ALERT_H_

#include "app/adoption.h"
#include "proto/alert.pb.h"

namespace falco_run::app {

// The alert "Falco internal: engine restarted" (critical, source "internal"): for how long nobody
// watched, and how many calls were let through.
//
// "Falco internal: engine replaced" (notice) after an upgrade.
//
//   Engine was killed by signal 9 (Killed); for 43 ms nobody watched, 17 calls were let through
proto::Alert MakeGapAlert(const Gap& gap);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_GAP_ALERT_H_
