// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_SINKS_COLORS_H_
#define FALCO_RUN_OUTPUTS_SINKS_COLORS_H_

#include "proto/alert.pb.h"

namespace falco_run::outputs {

// The colour of a priority in chats, "#rrggbb".
constexpr const char* ColorOf(proto::Priority priority) {
  switch (priority) {
    case proto::EMERGENCY:
      return "#e20b0b";
    case proto::ALERT:
      return "#ff5400";
    case proto::CRITICAL:
      return "#ff9000";
    case proto::ERROR:
      return "#ffc700";
    case proto::WARNING:
      return "#ffff00";
    case proto::NOTICE:
      return "#5bffb5";
    case proto::INFORMATIONAL:
      return "#68c2ff";
    default:
      return "#ccfff2";
  }
}

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_SINKS_COLORS_H_
