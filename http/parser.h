// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_PARSER_H_
#define FALCO_RUN_HTTP_PARSER_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "http/message.h"

namespace falco_run::http {

// Reads one HTTP/1 request from bytes as they come; knows no sockets.
//
//   RequestParser parser(16384, 1 << 20);
//   while (!parser.done() && parser.error() == 0) {
//     buffer.Consume(parser.Feed(buffer.view()));   // then add bytes to the buffer
//   }
//
// Feed may leave bytes: of a half header, which must be given again with what follows, of the body,
// which can be given at once, or of the next request. Trailers are read and forgotten: nothing may
// come in by them that was not there when the header was checked. Memory: the header limit and
// twice the body limit, no more.
class RequestParser {
 public:
  RequestParser(size_t max_header, size_t max_body);
  RequestParser(RequestParser&&) noexcept;
  RequestParser& operator=(RequestParser&&) noexcept;
  ~RequestParser();

  // Returns how many bytes it took from the front.
  size_t Feed(std::string_view bytes);

  bool header_done() const;
  bool done() const;
  // 0, or the HTTP status to refuse the request with: 400, 413, 417, 431, 505.
  int error() const;
  // Once the header is done: the client waits for a 100 before it sends the body.
  bool wants_continue() const;
  // Once the header is done: the client wants the connection kept.
  bool keep_alive() const;
  size_t body_size() const;  // bytes of the body held so far

  // Once done. Content-Encoding is the caller's business.
  Request Take();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The same for a response.
class ResponseParser {
 public:
  // `to_head`: the answer to a HEAD request, or to CONNECT, which has no body.
  ResponseParser(bool to_head, size_t max_body);
  ResponseParser(ResponseParser&&) noexcept;
  ResponseParser& operator=(ResponseParser&&) noexcept;
  ~ResponseParser();

  size_t Feed(std::string_view bytes);
  // The connection ended: done if that ends the body, else failed.
  void FeedEnd();

  bool done() const;    // also when the body was cut at max_body
  bool failed() const;  // no HTTP/1
  const std::string& error() const;
  // Once done: the connection can be used again.
  bool keep_alive() const;

  Response Take();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_PARSER_H_
