// SPDX-License-Identifier: Apache-2.0
#include "json/utf8.h"

#include <gtest/gtest.h>

namespace falco_run::json {
namespace {

TEST(Utf8Test, WellFormed) {
  for (const char* text : {"", "a", "0123456789abcdef", "\xC3\xA4", "\xE2\x82\xAC", "\xED\x9F\xBF",
                           "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
}

TEST(Utf8Test, Malformed) {
  for (const char* text :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xC3g", "\xE0\x80\x80", "\xE2\x82", "\xED\xA0\x80",
        "\xF0\x80\x80\x80", "\xF0\x90\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF",
        "01234567\xFF", "0123456789abcde\xC3"}) {
    EXPECT_FALSE(IsUtf8(text)) << text;
  }
}

}  // namespace
}  // namespace falco_run::json
