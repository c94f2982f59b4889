// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_URL_H_
#define FALCO_RUN_HTTP_URL_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace falco_run::http {

// An http or https URL in parts.
struct Url {
  bool tls = false;
  std::string host;  // lower case; an IPv6 address has no brackets here
  uint16_t port = 0;
  std::string target;       // path and query, at least "/"
  std::string credentials;  // "user:password", decoded; empty: none

  bool is_address() const;          // the host is an IPv4 or IPv6 address
  std::string authority() const;    // host:port, IPv6 in brackets
  std::string host_header() const;  // the same, without the port that the scheme implies
};

// Strict: what is not plainly a URL is InvalidArgument. The message never repeats the URL, which
// often has a secret in it.
absl::StatusOr<Url> ParseUrl(const std::string& text);

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_URL_H_
