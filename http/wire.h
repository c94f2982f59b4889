// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_WIRE_H_
#define FALCO_RUN_HTTP_WIRE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "http/message.h"

namespace falco_run::http {

// How messages look on the wire: what is put together here has been checked, so that no value can
// add a header of its own.

bool IsToken(std::string_view text);       // a method, a header's name
bool IsFieldValue(std::string_view text);  // a header's value: no line breaks, no NUL

// "Basic dXNlcjpwYXNz" of "user:pass".
std::string BasicCredentials(const std::string& credentials);

// What a request does not say itself.
struct RequestDefaults {
  std::string target;  // of a request without one
  std::string prefix;  // before the target, for a proxy: "http://host"
  std::string host;    // headers of these names; empty: not sent
  std::string user_agent;
  std::string authorization;
  std::string proxy_authorization;
  bool keep_alive = true;
};

// Appends a request with a body of `body_size` up to the empty line. InvalidArgument says what in
// the request cannot be sent. Content-Length, Connection and Transfer-Encoding are ours.
absl::Status AppendRequestHead(const Request& request, const RequestDefaults& defaults,
                               size_t body_size, bool gzip, std::string& out);

// Appends a response up to the empty line; a bad header makes it a 500 without a body, false.
bool AppendResponseHead(const Response& response, size_t body_size, bool keep_alive,
                        std::string& out);

// "Wed, 25 Nov 2026 03:11:53 GMT".
std::string HttpDate(time_t when);

// "Not Found", or "" if unknown.
const char* ReasonPhrase(int status);

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_WIRE_H_
