// SPDX-License-Identifier: Apache-2.0
#include "engine/program/text_match.h"

#include <cctype>

namespace falco_run::engine {
namespace {

unsigned char Fold(unsigned char c, bool fold) {
  return fold && c >= 'A' && c <= 'Z' ? static_cast<unsigned char>(c + 32) : c;
}

bool InClass(std::string_view name, unsigned char c) {
  if (c >= 128) return false;
  if (name == "alpha") return isalpha(c);
  if (name == "digit") return isdigit(c);
  if (name == "alnum") return isalnum(c);
  if (name == "upper") return isupper(c);
  if (name == "lower") return islower(c);
  if (name == "space") return isspace(c);
  if (name == "blank") return c == ' ' || c == '\t';
  if (name == "punct") return ispunct(c);
  if (name == "xdigit") return isxdigit(c);
  if (name == "cntrl") return iscntrl(c);
  if (name == "graph") return isgraph(c);
  if (name == "print") return isprint(c);
  return false;
}

// Matches one character against the set that starts at p[0] == '['. Returns the length of the
// set, or 0 if it is not closed (then '[' stands for itself).
size_t MatchSet(std::string_view p, unsigned char c, bool fold, bool& matched) {
  size_t i = 1;
  bool negate = false;
  if (i < p.size() && (p[i] == '!' || p[i] == '^')) {
    negate = true;
    ++i;
  }
  bool found = false;
  bool first = true;
  const unsigned char folded = Fold(c, fold);
  while (true) {
    if (i >= p.size()) return 0;
    if (p[i] == ']' && !first) break;
    first = false;
    if (p[i] == '[' && i + 1 < p.size() && p[i + 1] == ':') {
      const size_t end = p.find(":]", i + 2);
      if (end != p.npos) {
        const std::string_view name = p.substr(i + 2, end - i - 2);
        if (InClass(name, c) ||
            (fold && (InClass(name, folded) ||
                      InClass(name, static_cast<unsigned char>(toupper(folded)))))) {
          found = true;
        }
        i = end + 2;
        continue;
      }
    }
    if (p[i] == '\\' && i + 1 < p.size()) ++i;
    const auto lo = static_cast<unsigned char>(p[i++]);
    if (i + 1 < p.size() && p[i] == '-' && p[i + 1] != ']') {
      ++i;
      if (p[i] == '\\' && i + 1 < p.size()) ++i;
      const auto hi = static_cast<unsigned char>(p[i++]);
      if (c >= lo && c <= hi) found = true;
      if (fold && folded >= Fold(lo, true) && folded <= Fold(hi, true)) found = true;
    } else if (Fold(lo, fold) == folded) {
      found = true;
    }
  }
  matched = found != negate;
  return i + 1;
}

}  // namespace

bool GlobMatch(std::string_view p, std::string_view t, bool fold) {
  size_t pi = 0, ti = 0;
  size_t star = std::string_view::npos, star_t = 0;
  while (true) {
    bool ok = false;
    if (pi < p.size() && p[pi] == '*') {
      star = pi++;
      star_t = ti;
      continue;
    }
    if (ti == t.size()) {
      if (pi == p.size()) return true;
      return false;  // only '*' could match nothing, and it was handled above
    }
    const auto c = static_cast<unsigned char>(t[ti]);
    size_t used = 0;
    if (pi < p.size()) {
      if (p[pi] == '?') {
        ok = true;
        used = 1;
      } else if (p[pi] == '[') {
        used = MatchSet(p.substr(pi), c, fold, ok);
        if (used == 0) {
          used = 1;
          ok = c == '[';
        }
      } else {
        used = 1;
        if (p[pi] == '\\') {
          if (pi + 1 == p.size()) return false;  // as fnmatch: nothing matches
          used = 2;
        }
        ok = Fold(static_cast<unsigned char>(p[pi + used - 1]), fold) == Fold(c, fold);
      }
    }
    if (ok) {
      pi += used;
      ++ti;
    } else if (star != std::string_view::npos) {
      pi = star + 1;
      ti = ++star_t;
    } else {
      return false;
    }
  }
}

bool ContainsFolded(std::string_view text, std::string_view needle) {
  if (needle.size() > text.size()) return false;
  for (size_t i = 0; i + needle.size() <= text.size(); ++i) {
    size_t j = 0;
    while (j < needle.size() && Fold(static_cast<unsigned char>(text[i + j]), true) ==
                                    static_cast<unsigned char>(needle[j])) {
      ++j;
    }
    if (j == needle.size()) return true;
  }
  return false;
}

void PathPatterns::Add(std::string_view pattern) {
  Pattern p;
  size_t i = 0;
  while (i < pattern.size()) {
    size_t end = pattern.find('/', i);
    if (end == pattern.npos) end = pattern.size();
    if (end > i) {
      const std::string_view c = pattern.substr(i, end - i);
      p.components.emplace_back(c);
      p.glob.push_back(c.find_first_of("*?[\\") != c.npos);
    }
    i = end + 1;
  }
  patterns_.push_back(std::move(p));
}

bool PathPatterns::Match(std::string_view path) const {
  for (const Pattern& p : patterns_) {
    size_t pos = 0;
    bool ok = true;
    for (size_t k = 0; k < p.components.size() && ok; ++k) {
      while (pos < path.size() && path[pos] == '/') ++pos;
      if (pos == path.size()) {
        ok = false;
        break;
      }
      size_t end = path.find('/', pos);
      if (end == path.npos) end = path.size();
      const std::string_view c = path.substr(pos, end - pos);
      ok = c == p.components[k] || (p.glob[k] && GlobMatch(p.components[k], c, false));
      pos = end;
    }
    if (ok) return true;
  }
  return false;
}

void ToLower(std::string& s) {
  for (char& c : s) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
}

std::string CheaperThanRegex(std::string_view p) {
  if (!p.empty() && p.front() == '^') p.remove_prefix(1);
  if (!p.empty() && p.back() == '$' && (p.size() < 2 || p[p.size() - 2] != '\\')) {
    p.remove_suffix(1);
  }
  const auto wild = [](std::string_view s) { return s == ".*" || s == ".+" || s == ".?"; };
  bool open_left = false, open_right = false;
  if (p.size() >= 2 && wild(p.substr(0, 2))) {
    open_left = true;
    p.remove_prefix(2);
  }
  if (p.size() >= 2 && wild(p.substr(p.size() - 2)) && (p.size() < 3 || p[p.size() - 3] != '\\')) {
    open_right = true;
    p.remove_suffix(2);
  }
  if (p.find_first_of("\\^$.|?*+()[]{}") != p.npos) return "";
  if (open_left && open_right) return "contains";
  if (open_left) return "endswith";
  return open_right ? "startswith" : "=";
}

}  // namespace falco_run::engine
