// SPDX-License-Identifier: Apache-2.0
// The only file that compiles Beast, which takes its time.
#include "http/parser.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/optional.hpp>
#include <cstdint>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace falco_run::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

constexpr size_t kMaxResponseHeader = 64 << 10;

// A body in a string, which grows with what arrives and not with what a length announces.
struct CappedBody {
  struct value_type {
    std::string text;
    size_t cap = 0;
  };

  class reader {
   public:
    template <bool kRequest, class Fields>
    reader(beast::http::header<kRequest, Fields>&, value_type& body) : body_(body) {}

    void init(const boost::optional<uint64_t>&, error_code& error) { error = {}; }

    template <class Buffers>
    size_t put(const Buffers& buffers, error_code& error) {
      size_t taken = 0;
      error = {};
      for (const auto buffer : beast::buffers_range_ref(buffers)) {
        const size_t fits = std::min(buffer.size(), body_.cap - body_.text.size());
        body_.text.append(static_cast<const char*>(buffer.data()), fits);
        taken += fits;
        if (fits < buffer.size()) error = beast::http::error::body_limit;
      }
      return taken;
    }

    void finish(error_code& error) { error = {}; }

   private:
    value_type& body_;
  };
};

std::string String(beast::string_view text) { return {text.data(), text.size()}; }

template <class Fields>
std::vector<Header> Headers(const Fields& fields) {
  std::vector<Header> headers;
  headers.reserve(8);
  for (const auto& field : fields) {
    headers.push_back({String(field.name_string()), String(field.value())});
  }
  return headers;
}

// Gives bytes to a Beast parser until it is done, fails or wants more. Beast limits the part of the
// header that it sees at once; this limits all of it.
template <class Parser>
class Feeder {
 public:
  explicit Feeder(size_t max_header) : max_header_(max_header) {}

  // Stops after the header, so that it can be looked at before there are trailers: Beast puts them
  // into the same list.
  size_t Feed(Parser& parser, std::string_view bytes, error_code& error) {
    error = {};
    if (!parser.is_header_done()) {
      const std::string_view part = bytes.substr(0, max_header_ - header_);
      const size_t taken = Put(parser, part, error);
      header_ += taken;
      if (error) return taken;
      if (!parser.is_header_done() && part.size() < bytes.size()) {
        error = beast::http::error::header_limit;
      }
      return taken;
    }
    parser.eager(true);
    // Beast 300 asserts that it sees at least so much of what ends a chunked body.
    constexpr size_t kLastChunk = sizeof "0\r\n\r\n" - 1;
    if (parser.chunked() && bytes.size() < kLastChunk) return 0;
    const size_t more = Put(parser, bytes, error);
    // What does not end: a chunk's extension, a trailer.
    if (!error && more == 0 && bytes.size() > max_header_ && !parser.is_done()) {
      error = beast::http::error::bad_chunk_extension;
    }
    return more;
  }

 private:
  static size_t Put(Parser& parser, std::string_view bytes, error_code& error) {
    if (bytes.empty() || parser.is_done()) return 0;
    const size_t taken = parser.put(asio::const_buffer(bytes.data(), bytes.size()), error);
    if (error == beast::http::error::need_more) error = {};
    return taken;
  }

  const size_t max_header_;
  size_t header_ = 0;  // bytes taken
};

}  // namespace

struct RequestParser::Impl {
  using Parser = beast::http::request_parser<CappedBody>;

  Impl(size_t max_header, size_t max_body) : feeder(max_header) {
    parser.header_limit(UINT32_MAX);
    parser.body_limit(max_body);
    parser.get().body().cap = max_body;
  }

  // What HTTP asks for and Beast leaves to its user; 0 or a status.
  int CheckHeader() const {
    const auto& message = parser.get();
    if (message.version() / 10 != 1) return 505;
    const auto hosts = message.equal_range(beast::http::field::host);
    const auto count = std::distance(hosts.first, hosts.second);
    if (count > 1 || (count == 0 && message.version() == 11)) return 400;
    const auto expect = message[beast::http::field::expect];
    if (!expect.empty() && !beast::iequals(expect, "100-continue")) return 417;
    return 0;
  }

  Parser parser;
  Feeder<Parser> feeder;
  int error = 0;
  bool checked = false;
  std::vector<Header> headers;
};

RequestParser::RequestParser(size_t max_header, size_t max_body)
    : impl_(std::make_unique<Impl>(max_header, max_body)) {}
RequestParser::RequestParser(RequestParser&&) noexcept = default;
RequestParser& RequestParser::operator=(RequestParser&&) noexcept = default;
RequestParser::~RequestParser() = default;

size_t RequestParser::Feed(std::string_view bytes) {
  if (impl_->error != 0) return 0;
  error_code error;
  const size_t taken = impl_->feeder.Feed(impl_->parser, bytes, error);
  if (error == beast::http::error::header_limit) {
    impl_->error = 431;
  } else if (error == beast::http::error::body_limit) {
    impl_->error = 413;
  } else if (error == beast::http::error::bad_version) {
    impl_->error = 505;
  } else if (error) {
    impl_->error = 400;
  }
  if (impl_->error == 0 && header_done() && !impl_->checked) {
    impl_->checked = true;
    impl_->headers = Headers(impl_->parser.get());
    impl_->error = impl_->CheckHeader();
  }
  return taken;
}

bool RequestParser::header_done() const { return impl_->parser.is_header_done(); }
bool RequestParser::done() const { return impl_->error == 0 && impl_->parser.is_done(); }
int RequestParser::error() const { return impl_->error; }
bool RequestParser::keep_alive() const { return impl_->parser.keep_alive(); }
size_t RequestParser::body_size() const { return impl_->parser.get().body().text.size(); }

bool RequestParser::wants_continue() const {
  return header_done() && !done() && impl_->parser.get().version() == 11 &&
         impl_->parser.get().count(beast::http::field::expect) != 0;
}

Request RequestParser::Take() {
  auto& message = impl_->parser.get();
  Request request;
  request.method = String(message.method_string());
  request.target = String(message.target());
  request.headers = std::move(impl_->headers);
  request.body = std::move(message.body().text);
  return request;
}

struct ResponseParser::Impl {
  using Parser = beast::http::response_parser<CappedBody>;

  Impl(bool to_head, size_t max_body) {
    parser.header_limit(UINT32_MAX);
    parser.body_limit(UINT64_MAX);  // Beast 300 takes "none" for 0 when there is a length
    parser.skip(to_head);
    parser.get().body().cap = max_body;
  }

  Parser parser;
  Feeder<Parser> feeder{kMaxResponseHeader};
  bool any = false;  // byte came
  std::vector<Header> headers;
  bool truncated = false;
  std::string error;
};

ResponseParser::ResponseParser(bool to_head, size_t max_body)
    : impl_(std::make_unique<Impl>(to_head, max_body)) {}
ResponseParser::ResponseParser(ResponseParser&&) noexcept = default;
ResponseParser& ResponseParser::operator=(ResponseParser&&) noexcept = default;
ResponseParser::~ResponseParser() = default;

size_t ResponseParser::Feed(std::string_view bytes) {
  if (done() || failed()) return 0;
  impl_->any = impl_->any || !bytes.empty();
  error_code error;
  const size_t taken = impl_->feeder.Feed(impl_->parser, bytes, error);
  if (error == beast::http::error::body_limit) {
    impl_->truncated = true;
  } else if (error) {
    impl_->error = error.message();
  } else if (impl_->headers.empty() && impl_->parser.is_header_done()) {
    impl_->headers = Headers(impl_->parser.get());
  }
  return taken;
}

void ResponseParser::FeedEnd() {
  if (done() || failed()) return;
  error_code error = beast::http::error::partial_message;
  if (impl_->any) impl_->parser.put_eof(error);
  if (error) impl_->error = error.message();
}

bool ResponseParser::done() const { return impl_->truncated || impl_->parser.is_done(); }
bool ResponseParser::failed() const { return !impl_->error.empty(); }
const std::string& ResponseParser::error() const { return impl_->error; }
bool ResponseParser::keep_alive() const { return !impl_->truncated && impl_->parser.keep_alive(); }

Response ResponseParser::Take() {
  auto& message = impl_->parser.get();
  Response response;
  response.status = static_cast<int>(message.result_int());
  response.headers = std::move(impl_->headers);
  response.body = std::move(message.body().text);
  response.truncated = impl_->truncated;
  return response;
}

}  // namespace falco_run::http
