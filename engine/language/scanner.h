// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LANGUAGE_SCANNER_H_
#define FALCO_RUN_ENGINE_LANGUAGE_SCANNER_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/language/ast.h"

namespace falco_run::engine {

// Reads the tokens of a condition, one kind at a time: what a word means depends on where it
// stands (`in` may be an operator, a value or a macro), so the parser asks for what it can
// use there. Each Take* either consumes and answers, or leaves the place unchanged.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  const Position& position() const { return position_; }
  bool at_end() const { return position_.offset >= text_.size(); }
  // The character `ahead` places further on; NUL behind the end.
  char Peek(size_t ahead = 0) const;
  // The last token taken, for error messages.
  const std::string& last_token() const { return last_token_; }

  // True if there was a blank.
  bool SkipBlanks();

  // Exactly this text, whatever follows.
  bool Take(std::string_view text);
  // The same, without consuming it.
  bool LooksAt(std::string_view text) const;

  // letter { letter | digit | _ }
  std::optional<std::string> TakeIdentifier();
  // Two or more identifiers joined by dots.
  std::optional<std::string> TakeFieldName();
  // [+-]digits[.digits][e+digits] or 0xdigits, as written.
  std::optional<std::string> TakeNumber();
  // A run of bare characters.
  std::optional<std::string> TakeBare();
  // A run of bare field-argument characters.
  std::optional<std::string> TakeBareArgument();
  // The whole quoted string with its quotes; nullopt if there is none or it is not closed.
  std::optional<std::string> TakeQuoted();

 private:
  size_t IdentifierEnd(size_t from) const;
  std::string Consume(size_t end);

  std::string_view text_;
  Position position_;
  std::string last_token_;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LANGUAGE_SCANNER_H_
