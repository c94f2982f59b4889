// SPDX-License-Identifier: Apache-2.0
#include "engine/language/quoting.h"

#include <gtest/gtest.h>

namespace falco_run::engine {
namespace {

TEST(QuotingTest, Unescapes) {
  EXPECT_EQ(Unquote(R"("a\b\f\n\r\t\\\/\"z")").value, "a\b\f\n\r\t\\/\"z");
  EXPECT_EQ(Unquote(R"('it\'s')").value, "it's");
  EXPECT_EQ(Unquote(R"("\x41\x5cb")").value, "A\\b");
  EXPECT_EQ(Unquote(R"("c:\ d")").value, "c:\\d");
  EXPECT_EQ(Unquote("\"\"").value, "");
}

TEST(QuotingTest, RefusesOtherEscapes) {
  Unquoted bad = Unquote(R"("ab\q")");
  EXPECT_EQ(bad.error, "unsupported escape \\q in a string quoted with \"");
  EXPECT_EQ(bad.error_offset, 3u);
  EXPECT_NE(Unquote(R"("\'")").error, "");
  EXPECT_NE(Unquote(R"('\"')").error, "");
  EXPECT_NE(Unquote(R"("\x4")").error, "");
  EXPECT_NE(Unquote(R"("\xg1")").error, "");
}

TEST(QuotingTest, QuoteAfterBackslashNeverCloses) {
  EXPECT_EQ(FindQuotedEnd(R"("a\" b" c)", 0), 7u);
  EXPECT_EQ(FindQuotedEnd(R"("a\\")", 0), std::string_view::npos);
  EXPECT_EQ(FindQuotedEnd("\"open", 0), std::string_view::npos);
  EXPECT_EQ(FindQuotedEnd(std::string_view("\"a\0b\"", 5), 0), std::string_view::npos);
}

TEST(QuotingTest, RoundTripsEveryPairOfBytes) {
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const std::string value{static_cast<char>(a), static_cast<char>(b)};
      const std::string quoted = Quote(value);
      ASSERT_EQ(FindQuotedEnd(quoted, 0), quoted.size()) << a << " " << b;
      const Unquoted back = Unquote(quoted);
      ASSERT_EQ(back.error, "");
      ASSERT_EQ(back.value, value);
    }
  }
}

TEST(QuotingTest, QuotesOnlyWhenNeeded) {
  EXPECT_EQ(QuoteIfNeeded("/usr/bin/*"), "/usr/bin/*");
  EXPECT_EQ(QuoteIfNeeded(""), "\"\"");
  EXPECT_EQ(QuoteIfNeeded("a b"), "\"a b\"");
  EXPECT_EQ(QuoteIfNeeded("a=b"), "\"a=b\"");
  EXPECT_EQ(QuoteIfNeeded("a\\b"), "\"a\\\\b\"");
  EXPECT_EQ(QuoteArgumentIfNeeded("a=b"), "a=b");
  EXPECT_EQ(QuoteArgumentIfNeeded("a]"), "\"a]\"");
}

}  // namespace
}  // namespace falco_run::engine
