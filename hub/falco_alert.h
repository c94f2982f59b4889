// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HUB_FALCO_ALERT_H_
#define FALCO_RUN_HUB_FALCO_ALERT_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "proto/alert.pb.h"

namespace falco_run::hub {

// Reads an alert as Falco, falco-run and Falcosidekick post it:
//
//   {"output": "12:00:00.000000000: Warning Shell (user=root)", "priority": "Warning",
//    "rule": "Shell", "time": "2026-01-02T12:00:00.000000000Z", "hostname": "h",
//    "source": "syscall", "tags": ["shell"], "output_fields": {"user.name": "root"}}
//
// Only `output` is required; without `time` it is `now_ns`, without `priority` Debug. `uuid`, if
// there is one, becomes the id. Members that are not known are passed over. InvalidArgument: what
// is wrong, in a sentence for the sender.
absl::StatusOr<proto::Alert> ParseFalcoAlert(std::string_view json, uint64_t now_ns);

}  // namespace falco_run::hub

#endif  // FALCO_RUN_HUB_FALCO_ALERT_H_
