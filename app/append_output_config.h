// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_APPEND_OUTPUT_CONFIG_H_
#define FALCO_RUN_APP_APPEND_OUTPUT_CONFIG_H_

#include <vector>

#include "absl/status/statusor.h"
#include "config/value.h"
#include "engine/loader/append_output.h"

namespace falco_run::app {

// The entries of `append_output:`, a list or a single entry:
//
//   - match: {source: syscall, tags: [network], rule: My rule}
//     extra_output: "connection=%fd.name"
//     extra_fields: [evt.type, {who: "%user.name"}]
//     suggested_output: true
//
// Errors are InvalidArgument and begin with the place.
absl::StatusOr<std::vector<engine::AppendOutput>> ReadAppendOutput(const config::Value& value);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_APPEND_OUTPUT_CONFIG_H_
