// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_STREAM_OUTPUT_H_
#define FALCO_RUN_OUTPUTS_STREAM_OUTPUT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "outputs/output.h"

namespace falco_run::outputs {

// Appends lines to a file or to an inherited descriptor. Each line is one write(2), so lines
// of several writers to one file do not mix.
//
//   OpenStream("stderr"), OpenStream("fd:3"), OpenStream("/var/log/alerts.jsonl")
//
// A descriptor is duplicated: closing the original afterwards does no harm. Files are made
// with mode 0600 and appended to.
absl::StatusOr<std::unique_ptr<Output>> OpenStream(const std::string& target);

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_STREAM_OUTPUT_H_
