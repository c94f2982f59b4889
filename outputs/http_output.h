// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_HTTP_OUTPUT_H_
#define FALCO_RUN_OUTPUTS_HTTP_OUTPUT_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "http/client.h"
#include "outputs/output.h"

namespace falco_run::outputs {

struct HttpOutputOptions {
  http::ClientOptions client;
  std::vector<http::Header> headers;  // further ones
  bool echo = false;                  // what the server answers goes to stderr
};

// Falco's http_output: a POST an alert, its line as the body, application/json or text/plain.
absl::StatusOr<std::unique_ptr<Output>> MakeHttpOutput(HttpOutputOptions options);

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_HTTP_OUTPUT_H_
