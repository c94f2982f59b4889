// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_HTTP_BULK_SENDER_H_
#define FALCO_RUN_OUTPUTS_HTTP_BULK_SENDER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "http/client.h"
#include "outputs/output.h"

namespace falco_run::outputs {

struct HttpBulkSenderOptions {
  std::string name;            // of the output
  http::ClientOptions client;  // where to; `connections` requests are in flight at once
  http::Request request;       // without its body
  // An alert's part of the body; parts follow on each other.
  std::function<std::string(const Message&)> part;
  // What an answer with a good status says of the `count` alerts of its request; one result for
  // each.
  std::function<std::vector<Delivery>(const http::Response& response, size_t count)> results;
  size_t most_bytes = 5 << 20;  // of a body, unless one part alone is larger
  size_t most_alerts = 1000;    // of one Deliver
};

// Alerts over HTTP(S), many in one request: all that wait, without waiting for more. What is tried
// again is what HttpSender tries again; after 413 (too large) it is with fewer alerts at once.
//
// InvalidArgument for a URL or certificate that cannot be used.
absl::StatusOr<std::unique_ptr<Output>> MakeHttpBulkSender(HttpBulkSenderOptions options);

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_HTTP_BULK_SENDER_H_
