// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_HTTP_SENDER_H_
#define FALCO_RUN_OUTPUTS_HTTP_SENDER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "http/client.h"
#include "outputs/output.h"

namespace falco_run::outputs {

struct HttpSenderOptions {
  std::string name;            // of the output
  http::ClientOptions client;  // where to; `connections` requests are in flight at once
  // Makes the request of an alert.
  std::function<http::Request(const Message&)> make_request;
  // Receives each answer, for services that say "no" with status 200, and for echoing; may be
  // empty. Called after the status was found good.
  std::function<absl::Status(const http::Response&)> check;
  // A status besides 2xx that means "it is here already": 409 of a service that knows the id.
  int duplicate_status = 0;
};

// The one way of alerts over HTTP(S): one request an alert, at least once, in parallel where
// `connections` allows (then the order of arrival is not that of the alerts).
//
// Tried again: network and TLS errors, 408, 425, 429 and 5xx (Retry-After is heeded). Given up:
// any other status but 2xx. Each request carries the alert's id as Idempotency-Key.
//
// InvalidArgument for a URL or certificate that cannot be used.
absl::StatusOr<std::unique_ptr<Output>> MakeHttpSender(HttpSenderOptions options);

// What a response means for the delivery.
Delivery ToDelivery(const absl::StatusOr<http::Response>& response);

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_HTTP_SENDER_H_
