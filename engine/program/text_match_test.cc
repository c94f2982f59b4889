// SPDX-License-Identifier: Apache-2.0
#include "engine/program/text_match.h"

#include <fnmatch.h>
#include <gtest/gtest.h>

#include <random>

namespace falco_run::engine {
namespace {

TEST(TextMatch, Globs) {
  EXPECT_TRUE(GlobMatch("/etc/*", "/etc/a/b", false));
  EXPECT_TRUE(GlobMatch("a?c", "abc", false));
  EXPECT_FALSE(GlobMatch("a?c", "ac", false));
  EXPECT_TRUE(GlobMatch("[!a-c]x", "dx", false));
  EXPECT_FALSE(GlobMatch("[!a-c]x", "bx", false));
  EXPECT_TRUE(GlobMatch("\\*", "*", false));
  EXPECT_FALSE(GlobMatch("\\*", "x", false));
  EXPECT_TRUE(GlobMatch("[[:digit:]]", "7", false));
  EXPECT_TRUE(GlobMatch("ABC*", "abcdef", true));
  EXPECT_TRUE(GlobMatch("?", "\xff", false));
  EXPECT_TRUE(GlobMatch("", "", false));
  EXPECT_FALSE(GlobMatch("", "x", false));
  // A pattern that would take for ever if it went back further than the last star.
  EXPECT_FALSE(GlobMatch("*a*a*a*a*a*a*a*a*b", std::string(20000, 'a'), false));
}

TEST(TextMatch, GlobsAgreeWithFnmatch) {
  std::mt19937 r(1);
  const std::string letters = "ab/.*?[]!-\\^";
  for (int i = 0; i < 200000; ++i) {
    std::string p, t;
    for (int n = static_cast<int>(r() % 8); n > 0; --n) p += letters[r() % letters.size()];
    for (int n = static_cast<int>(r() % 6); n > 0; --n) t += letters[r() % 4];
    if (p.find("[.") != p.npos) continue;  // collating symbols: a locale's, not ours
    ASSERT_EQ(GlobMatch(p, t, false), fnmatch(p.c_str(), t.c_str(), 0) == 0)
        << "'" << p << "' on '" << t << "'";
  }
}

TEST(TextMatch, Paths) {
  const auto match = [](std::vector<std::string> patterns, const char* path) {
    PathPatterns p;
    for (const std::string& s : patterns) p.Add(s);
    return p.Match(path);
  };
  EXPECT_TRUE(match({"/etc"}, "/etc/passwd"));
  EXPECT_TRUE(match({"/etc"}, "/etc"));
  EXPECT_TRUE(match({"/etc/"}, "/etc"));
  EXPECT_TRUE(match({"/etc"}, "//etc//x"));
  EXPECT_FALSE(match({"/etc"}, "/etcfoo"));
  EXPECT_FALSE(match({"/etc/ssh"}, "/etc"));
  EXPECT_TRUE(match({"/x", "/home/*/.ssh"}, "/home/ann/.ssh/id"));
  EXPECT_FALSE(match({"/home/*/.ssh"}, "/home/.ssh"));
  EXPECT_FALSE(match({}, "/etc"));
  // Several globs beside one another: none is passed over.
  EXPECT_TRUE(match({"/a*", "/b*", "/c*", "/?x"}, "/cx"));
  EXPECT_TRUE(match({"/a*/1", "/a?/2"}, "/ab/2"));
}

TEST(TextMatch, CheaperThanRegex) {
  EXPECT_EQ(CheaperThanRegex("abc"), "=");
  EXPECT_EQ(CheaperThanRegex("^abc$"), "=");
  EXPECT_EQ(CheaperThanRegex("abc.*"), "startswith");
  EXPECT_EQ(CheaperThanRegex(".*abc"), "endswith");
  EXPECT_EQ(CheaperThanRegex(".*abc.*"), "contains");
  EXPECT_EQ(CheaperThanRegex("a.c"), "");
  EXPECT_EQ(CheaperThanRegex("abc\\.*"), "");
}

}  // namespace
}  // namespace falco_run::engine
