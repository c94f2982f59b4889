// SPDX-License-Identifier: Apache-2.0
#include "engine/format/json_text.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <random>

namespace falco_run::engine {
namespace {

using Json = nlohmann::json;

std::string ByLibrary(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string Quoted(const std::string& text) {
  std::string out = "before";
  AppendJsonString(text, out);
  return out.substr(6);
}

TEST(JsonText, Escapes) {
  EXPECT_EQ(Quoted(""), "\"\"");
  EXPECT_EQ(Quoted("plain /etc/passwd"), "\"plain /etc/passwd\"");
  EXPECT_EQ(Quoted("say \"x\" \\ \n\t\x01\x1f\x7f"),
            "\"say \\\"x\\\" \\\\ \\n\\t\\u0001\\u001f\x7f\"");
  EXPECT_EQ(Quoted("\xff caf\xc3\xa9 \xc3"), "\"\xef\xbf\xbd caf\xc3\xa9 \xef\xbf\xbd\"");
}

// Every byte at every place of texts that span several words.
TEST(JsonText, EveryByteIsWrittenAsTheLibraryDoes) {
  for (size_t size = 1; size <= 19; ++size) {
    for (size_t at = 0; at < size; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(size, at % 2 ? ' ' : '~');
        text[at] = static_cast<char>(byte);
        ASSERT_EQ(Quoted(text), ByLibrary(text)) << size << " " << at << " " << byte;
      }
    }
  }
}

TEST(JsonText, RandomTextsAreWrittenAsTheLibraryDoes) {
  static constexpr const char* kPieces[] = {"a",
                                            "/usr/bin/python3 -c ",
                                            "\"",
                                            "\\",
                                            "\n",
                                            "\x1b[0m",
                                            "\0x",
                                            "\xc3\xa9",
                                            "\xe2\x82\xac",
                                            "\xf0\x9f\x92\xa9",
                                            "\xc3",
                                            "\xe2\x82",
                                            "\xf0\x9f\x92",
                                            "\x80",
                                            "\xff",
                                            "\xed\xa0\x80",
                                            "\xc0\xaf",
                                            "\xf5",
                                            "\x7f"};
  std::mt19937 r(1);
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (size_t n = r() % 12; n > 0; --n) {
      text += r() % 20 == 0 ? std::string(1, static_cast<char>(r()))
                            : std::string(kPieces[r() % std::size(kPieces)]);
      if (r() % 30 == 0) text += '\0';
    }
    ASSERT_EQ(Quoted(text), ByLibrary(text));
  }
}

TEST(JsonText, Reals) {
  for (double value :
       {0.0, -0.0, 1.0, 0.1, -2.5, 1e20, 1e-7, 1.0 / 3, 123456789012345678.0,
        std::numeric_limits<double>::max(), std::numeric_limits<double>::infinity()}) {
    std::string out;
    AppendJsonReal(value, out);
    EXPECT_EQ(out, Json(value).dump());
  }
}

}  // namespace
}  // namespace falco_run::engine
