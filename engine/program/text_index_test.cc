// SPDX-License-Identifier: Apache-2.0
#include "engine/program/text_index.h"

#include <gtest/gtest.h>

#include <cctype>
#include <random>

namespace falco_run::engine {
namespace {

using Kind = TextIndex::Kind;

bool Fits(Kind kind, std::string_view text, std::string_view p) {
  switch (kind) {
    case Kind::kEquals:
      return text == p;
    case Kind::kPrefix:
      return text.substr(0, p.size()) == p;
    case Kind::kSuffix:
      return text.size() >= p.size() && text.substr(text.size() - p.size()) == p;
    case Kind::kContains:
      return text.find(p) != text.npos;
    case Kind::kContainsFolded: {
      std::string lower(text);
      for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      return lower.find(p) != lower.npos;
    }
  }
  return false;
}

TEST(TextIndexTest, FindsWhatFits) {
  TextIndex index;
  index.Add(Kind::kEquals, "/etc/shadow", 0);
  index.Add(Kind::kPrefix, "/etc/", 1);
  index.Add(Kind::kSuffix, "shadow", 2);
  index.Add(Kind::kContains, "/../", 3);
  index.Add(Kind::kEquals, "/etc/shadow", 70);
  index.Build();
  uint64_t bits[2] = {};
  index.Find("/etc/shadow", bits);
  EXPECT_EQ(bits[0], 0b0111u);
  EXPECT_EQ(bits[1], uint64_t{1} << 6);
  bits[0] = bits[1] = 0;
  index.Find("/x/../etc/shado", bits);
  EXPECT_EQ(bits[0], 0b1000u);
  EXPECT_EQ(bits[1], 0u);
}

TEST(TextIndexTest, NothingInside) {
  TextIndex index;
  index.Build();
  uint64_t bits[1] = {};
  index.Find("/etc/shadow", bits);
  index.Find("", bits);
  EXPECT_EQ(bits[0], 0u);
}

// Random patterns over few letters, so that they often overlap, against plain comparison.
TEST(TextIndexTest, AgreesWithPlainComparison) {
  std::mt19937 r(1);
  const auto text = [&](size_t longest, const char* letters) {
    std::string s;
    for (size_t n = r() % (longest + 1); n > 0; --n) s += letters[r() % 6];
    return s;
  };
  size_t hits = 0;
  for (int round = 0; round < 2000; ++round) {
    struct Pattern {
      Kind kind;
      std::string text;
    };
    std::vector<Pattern> patterns;
    TextIndex index;
    for (size_t n = r() % 100; n > 0; --n) {
      const auto kind = static_cast<Kind>(r() % 5);
      patterns.push_back(
          {kind, text(6, kind == Kind::kContainsFolded ? "ab/\xff/b" : "aAb/\xff@")});
      index.Add(patterns.back().kind, patterns.back().text,
                static_cast<uint32_t>(patterns.size() - 1));
    }
    index.Build();
    for (int k = 0; k < 20; ++k) {
      const std::string t = text(12, "aAb/\xff@");
      uint64_t bits[2] = {};
      index.Find(t, bits);
      for (size_t i = 0; i < patterns.size(); ++i) {
        const bool found = (bits[i / 64] >> i % 64 & 1) != 0;
        ASSERT_EQ(found, Fits(patterns[i].kind, t, patterns[i].text))
            << static_cast<int>(patterns[i].kind) << " '" << patterns[i].text << "' in '" << t
            << "'";
        hits += found;
      }
    }
  }
  EXPECT_GT(hits, 10000u);
}

}  // namespace
}  // namespace falco_run::engine
