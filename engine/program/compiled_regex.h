// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_PROGRAM_COMPILED_REGEX_H_
#define FALCO_RUN_ENGINE_PROGRAM_COMPILED_REGEX_H_

#include <re2/re2.h>

#include <memory>
#include <string>
#include <string_view>

namespace falco_run::engine {

// A regular expression in POSIX syntax that must match the whole text. Texts that are not
// UTF-8 are matched byte by byte, so that no byte can hide a path from a rule.
class CompiledRegex {
 public:
  explicit CompiledRegex(const std::string& pattern);
  // "" if the pattern is one.
  std::string error() const;
  bool Matches(std::string_view text) const;

 private:
  std::unique_ptr<re2::RE2> utf8_;
  std::unique_ptr<re2::RE2> bytes_;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_PROGRAM_COMPILED_REGEX_H_
