// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LANGUAGE_QUOTING_H_
#define FALCO_RUN_ENGINE_LANGUAGE_QUOTING_H_

#include <string>
#include <string_view>

// The lexical rules of strings in conditions.
namespace falco_run::engine {

// A blank between tokens: space, tab, CR, LF.
inline bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// May stand in a string without quotes: everything but white space ( ) " ' = , and NUL.
bool IsBareChar(char c);

// May stand in a field argument without quotes: everything but white space [ ] " ' and NUL.
bool IsBareArgumentChar(char c);

// The end (one past the closing quote) of the quoted string that starts at text[start], or
// npos if it is not closed. A quote after a backslash never closes, whatever precedes the
// backslash: that is upstream's rule, so "a\\" is not closed. Write "a\x5c".
size_t FindQuotedEnd(std::string_view text, size_t start);

// What a quoted string means. `quoted` includes its quotes.
struct Unquoted {
  std::string value;
  std::string error;        // "" = fine
  size_t error_offset = 0;  // of the backslash, in `quoted`
};
Unquoted Unquote(std::string_view quoted);

// `value` in double quotes; Unquote(Quote(v)).value == v for every v.
std::string Quote(std::string_view value);

// `value` as it is if it can stand without quotes (for values and list items), else quoted.
std::string QuoteIfNeeded(std::string_view value);

// The same for field arguments.
std::string QuoteArgumentIfNeeded(std::string_view value);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LANGUAGE_QUOTING_H_
