// SPDX-License-Identifier: Apache-2.0
#include "http/parser.h"

#include <gtest/gtest.h>

#include <string>

namespace falco_run::http {
namespace {

constexpr char kPost[] =
    "POST /a?b HTTP/1.1\r\nHost: h\r\nX-One:  two words \r\nContent-Length: 3\r\n\r\nabc";

// Feeds `text` in pieces, keeping what the parser leaves, until it is done, fails or takes no more.
template <class Parser>
std::string FeedInPieces(Parser& parser, const std::string& text, size_t piece) {
  std::string kept;
  for (size_t i = 0; i < text.size(); i += piece) {
    kept += text.substr(i, piece);
    while (const size_t taken = parser.Feed(kept)) kept.erase(0, taken);
  }
  return kept;
}

int ErrorOf(const std::string& text, size_t piece, size_t max_header = 1024,
            size_t max_body = 100) {
  RequestParser parser(max_header, max_body);
  FeedInPieces(parser, text, piece);
  EXPECT_FALSE(parser.error() != 0 && parser.done());
  return parser.error();
}

TEST(RequestParser, AnyPieces) {
  const std::string text = kPost;
  for (size_t piece = 1; piece <= text.size() + 1; ++piece) {
    RequestParser parser(1024, 3);
    EXPECT_EQ(FeedInPieces(parser, text + "GET", piece), "GET");
    ASSERT_TRUE(parser.done()) << piece;
    EXPECT_TRUE(parser.keep_alive());
    const Request request = parser.Take();
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/a?b");
    EXPECT_EQ(*FindHeader(request.headers, "x-one"), "two words");
    EXPECT_EQ(request.body, "abc");
  }
}

TEST(RequestParser, Chunked) {
  const std::string text =
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;ext=\"x\"\r\nabc\r\n2\r\nde\r\n0\r\nT: x\r\n\r\n";
  for (size_t piece = 1; piece <= text.size(); ++piece) {
    RequestParser parser(1024, 5);
    EXPECT_EQ(FeedInPieces(parser, text, piece), "");
    ASSERT_TRUE(parser.done()) << piece;
    const Request request = parser.Take();
    EXPECT_EQ(request.body, "abcde");
    EXPECT_EQ(FindHeader(request.headers, "T"), nullptr);  // a trailer is no header
    EXPECT_EQ(ErrorOf(text, piece, 1024, 4), 413);
  }
}

TEST(RequestParser, EmptyChunkedBody) {
  const std::string text =
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  for (size_t piece = 1; piece <= text.size(); ++piece) {
    RequestParser parser(1024, 5);
    EXPECT_EQ(FeedInPieces(parser, text, piece), "");
    ASSERT_TRUE(parser.done()) << piece;
  }
}

TEST(RequestParser, Refusals) {
  const std::string host = "Host: h\r\n";
  const struct {
    std::string text;
    int status;
  } kCases[] = {
      {"GET / HTTP/1.1\r\n\r\n", 400},  // no host
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"GET / HTTP/1.0\r\n\r\n", 0},
      {"GET / HTTP/2.0\r\n" + host + "\r\n", 505},
      {"GET / HTTP/1.1\n" + host + "\r\n", 505},
      {"GET  / HTTP/1.1\r\n" + host + "\r\n", 400},
      {"G\x01T / HTTP/1.1\r\n" + host + "\r\n", 400},
      {"GET / HTTP/1.1\r\n" + host + "A B: c\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n" + host + "A : c\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n" + host + "A: c\x01\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n" + host + "Expect: more\r\n\r\n", 417},
      {"\x16\x03\x01\x02", 400},  // TLS to a plain port
      // Two lengths: where the next request begins must never be in doubt.
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400},
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0",
       400},
      {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0",
       400},
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: 101\r\n\r\n", 413},
      {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nx\r\nab", 400},
      {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
       400},
      {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n65\r\nab", 413},
      {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
       400},
  };
  for (const auto& one : kCases) {
    for (const size_t piece : {1000, 7, 1}) {
      EXPECT_EQ(ErrorOf(one.text, piece), one.status) << one.text << " by " << piece;
    }
  }
}

TEST(RequestParser, HeaderLimitHoldsForAllOfIt) {
  const std::string start = "GET / HTTP/1.1\r\nHost: h\r\n";
  std::string many = start;
  for (int i = 0; i < 100; ++i)
    many += "X-" + std::to_string(i) + ": " + std::string(20, 'x') + "\r\n";
  const std::string lines[] = {
      many + "\r\n",                                // many short fields
      start + "X: " + std::string(2000, 'x'),       // a long one, never ended
      "GET /" + std::string(2000, 'x'),             // a long target
      start + "X: a\r\n" + std::string(2000, ' '),  // folded lines
  };
  for (const std::string& text : lines) {
    for (const size_t piece : {5000, 1024, 100, 1}) {
      EXPECT_EQ(ErrorOf(text, piece, 1024), 431) << text.substr(0, 60) << " by " << piece;
    }
  }
  EXPECT_EQ(ErrorOf(many + "\r\n", 10, many.size() + 2), 0);
  EXPECT_EQ(ErrorOf(many + "\r\n", 5000, many.size() + 2), 0);
  EXPECT_EQ(ErrorOf(many + "\r\n", 5000, many.size() + 1), 431);
}

TEST(RequestParser, EndlessChunkHeader) {
  const std::string start = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(ErrorOf(start + "1;x=" + std::string(3000, 'x'), 100), 400);
  EXPECT_EQ(ErrorOf(start + "0\r\nX: " + std::string(3000, 'x'), 100), 400);
}

TEST(RequestParser, ExpectAndKeepAlive) {
  RequestParser parser(1024, 100);
  parser.Feed("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n");
  EXPECT_TRUE(parser.header_done());
  EXPECT_TRUE(parser.wants_continue());
  parser.Feed("x");
  EXPECT_FALSE(parser.wants_continue());
  EXPECT_TRUE(parser.done());

  for (const auto& [text, keep] : std::initializer_list<std::pair<const char*, bool>>{
           {"GET / HTTP/1.0\r\n\r\n", false},
           {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true},
           {"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", false}}) {
    RequestParser other(1024, 100);
    other.Feed(text);
    EXPECT_TRUE(other.done());
    EXPECT_EQ(other.keep_alive(), keep) << text;
  }
}

TEST(ResponseParser, Ends) {
  const struct {
    const char* text;
    bool done;  // before the end of the connection
    bool done_after;
    bool keep_alive;
  } kCases[] = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", true, true, true},
      {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", false, false, false},
      {"HTTP/1.1 200 OK\r\n\r\nab", false, true, false},
      {"HTTP/1.0 200 OK\r\n\r\n", false, true, false},
      {"HTTP/1.1 204 No Content\r\n\r\n", true, true, true},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", false, false, false},
      {"HTTP/1.1 200 OK\r\n", false, false, false},
      {"", false, false, false},
  };
  for (const auto& one : kCases) {
    for (const size_t piece : {1000, 1}) {
      ResponseParser parser(false, 100);
      FeedInPieces(parser, one.text, piece);
      EXPECT_EQ(parser.done(), one.done) << one.text;
      parser.FeedEnd();
      EXPECT_EQ(parser.done(), one.done_after) << one.text << parser.error();
      EXPECT_EQ(parser.failed(), !one.done_after) << one.text;
      if (one.done) {
        EXPECT_EQ(parser.keep_alive(), one.keep_alive) << one.text;
      }
    }
  }
}

TEST(ResponseParser, CutsBodies) {
  ResponseParser parser(false, 4);
  FeedInPieces(parser, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabcdefgh", 3);
  ASSERT_TRUE(parser.done());
  EXPECT_FALSE(parser.keep_alive());
  const Response response = parser.Take();
  EXPECT_EQ(response.body, "abcd");
  EXPECT_TRUE(response.truncated);
}

}  // namespace
}  // namespace falco_run::http
