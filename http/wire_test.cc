// SPDX-License-Identifier: Apache-2.0
#include "http/wire.h"

#include <gtest/gtest.h>

#include <string>

namespace falco_run::http {
namespace {

TEST(Wire, Dates) {
  EXPECT_EQ(HttpDate(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(HttpDate(951827696), "Tue, 29 Feb 2000 12:34:56 GMT");
}

TEST(Wire, Words) {
  EXPECT_TRUE(IsToken("X-Some_thing.1"));
  for (const char* bad : {"", "a b", "a:", "a\n", "\x80", "(a)"}) EXPECT_FALSE(IsToken(bad)) << bad;
  EXPECT_TRUE(IsFieldValue(""));
  EXPECT_TRUE(IsFieldValue("a \t\xc3\xa9"));
  for (const char* bad : {"a\r", "a\n", "\x01", "\x7f"}) EXPECT_FALSE(IsFieldValue(bad)) << bad;
}

TEST(Wire, RequestHead) {
  RequestDefaults defaults;
  defaults.target = "/d";
  defaults.host = "h";
  std::string head;
  ASSERT_TRUE(AppendRequestHead({.headers = {{"host", "other"}, {"TRANSFER-ENCODING", "chunked"}}},
                                defaults, 3, true, head)
                  .ok());
  EXPECT_EQ(
      head,
      "POST /d HTTP/1.1\r\nhost: other\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n");
  head.clear();
  defaults.keep_alive = false;
  ASSERT_TRUE(AppendRequestHead({.method = "GET", .target = "*"}, defaults, 0, false, head).ok());
  EXPECT_EQ(head, "GET * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
}

TEST(Wire, ResponseHead) {
  std::string head;
  EXPECT_TRUE(AppendResponseHead({.status = 404, .headers = {{"Date", "now"}}}, 2, true, head));
  EXPECT_EQ(head,
            "HTTP/1.1 404 Not Found\r\nDate: now\r\nContent-Length: 2\r\nConnection: "
            "keep-alive\r\n\r\n");
  head.clear();
  EXPECT_FALSE(AppendResponseHead({.headers = {{"X", "a\nb"}}}, 2, false, head));
  EXPECT_EQ(head.find("HTTP/1.1 500 Internal Server Error\r\n"), 0u);
  EXPECT_EQ(head.find("X:"), std::string::npos);
}

}  // namespace
}  // namespace falco_run::http
