// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_FIND_ARGUMENT_H_
#define FALCO_RUN_TRACER_FIND_ARGUMENT_H_

#include "proto/record.pb.h"

namespace falco_run::tracer {

// The event's argument with that name; nullptr if it has none. O(arguments).
inline const proto::Argument* FindArgument(const proto::SyscallEvent& event, proto::Param param) {
  for (const proto::Argument& arg : event.args()) {
    if (arg.param() == param) return &arg;
  }
  return nullptr;
}

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_FIND_ARGUMENT_H_
