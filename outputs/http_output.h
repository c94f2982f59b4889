// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_HTTP_OUTPUT_H_
#define FALCO_RUN_OUTPUTS_HTTP_OUTPUT_H_

#include <memory>

#include "absl/status/statusor.h"
#include "http/client.h"
#include "outputs/output.h"

namespace falco_run::outputs {

// Falco's http_output: a POST an alert, its line as the body, application/json or text/plain.
// `echo`: what the server answers goes to stderr.
absl::StatusOr<std::unique_ptr<Output>> MakeHttpOutput(http::ClientOptions client, bool echo);

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_HTTP_OUTPUT_H_
