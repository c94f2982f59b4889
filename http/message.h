// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_MESSAGE_H_
#define FALCO_RUN_HTTP_MESSAGE_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace falco_run::http {

struct Header {
  std::string name;  // compared without regard to case
  std::string value;
};

// What a client sends and what a server's handler gets.
struct Request {
  std::string method = "POST";
  std::string target;  // path and query; empty for a client: that of its URL
  std::vector<Header> headers;
  std::string body;

  // Filled in by the server, ignored by the client.
  std::string peer;            // "192.0.2.1:40312", "[2001:db8::1]:40312", "unix"
  std::string client_subject;  // of the verified client certificate, as in RFC 2253; or empty
};

struct Response {
  int status = 200;
  std::vector<Header> headers;
  std::string body;
  bool truncated = false;  // client: the body was longer than the limit; this is its beginning
};

// The value of the first header of that name, or nullptr.
const std::string* FindHeader(std::span<const Header> headers, std::string_view name);

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_MESSAGE_H_
