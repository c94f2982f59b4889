// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_PROGRAM_TEXT_MATCH_H_
#define FALCO_RUN_ENGINE_PROGRAM_TEXT_MATCH_H_

#include <string>
#include <string_view>
#include <vector>

namespace falco_run::engine {

// fnmatch(3) without flags, on bytes: * and ? also match '/', [set], [!set], [a-z],
// [[:alpha:]], a backslash takes the next character's meaning away. `fold` ignores the case
// of ASCII letters. O(text * pattern) at worst.
bool GlobMatch(std::string_view pattern, std::string_view text, bool fold);

// `needle` occurs in `text`, ASCII letters compared without case. `needle` is lower case.
bool ContainsFolded(std::string_view text, std::string_view needle);

// The operator pmatch: is a pattern's path the same as, or above, the value's? Components may
// hold globs; empty components do not count.
class PathPatterns {
 public:
  void Add(std::string_view pattern);
  bool Match(std::string_view path) const;

 private:
  struct Pattern {
    std::vector<std::string> components;
    std::vector<bool> glob;
  };
  std::vector<Pattern> patterns_;
};

// ASCII only.
void ToLower(std::string& s);

// What `regex` could be written as more cheaply: "=", "startswith", "endswith",
// "contains"; "" where there is nothing better.
std::string CheaperThanRegex(std::string_view pattern);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_PROGRAM_TEXT_MATCH_H_
