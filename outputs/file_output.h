// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_FILE_OUTPUT_H_
#define FALCO_RUN_OUTPUTS_FILE_OUTPUT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "outputs/output.h"

namespace falco_run::outputs {

// Falco's file_output: appends a line an alert to a file (mode 0600 when it is made).
//
// `keep_alive`: the file stays open as long as it has this name; else it is opened anew for each
// batch of alerts. Either way a rotated file is noticed at once. A full disk is waited for:
// Unavailable.
absl::StatusOr<std::unique_ptr<Output>> OpenFileOutput(const std::string& path, bool keep_alive);

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_FILE_OUTPUT_H_
