// SPDX-License-Identifier: Apache-2.0
#include "outputs/http_output.h"

#include <iostream>
#include <utility>

#include "outputs/http_sender.h"

namespace falco_run::outputs {

absl::StatusOr<std::unique_ptr<Output>> MakeHttpOutput(HttpOutputOptions http) {
  HttpSenderOptions options;
  options.name = "http";
  options.client = std::move(http.client);
  options.make_request = [headers = std::move(http.headers)](const Message& message) {
    http::Request request;
    request.headers = headers;
    request.headers.push_back(
        {"Content-Type", message.line_is_json() ? "application/json" : "text/plain"});
    request.body = message.line();
    return request;
  };
  if (http.echo) {
    options.check = [](const http::Response& response) {
      std::cerr << response.body + "\n" << std::flush;
      return absl::OkStatus();
    };
  }
  return MakeHttpSender(std::move(options));
}

}  // namespace falco_run::outputs
