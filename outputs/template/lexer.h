// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_TEMPLATE_LEXER_H_
#define FALCO_RUN_OUTPUTS_TEMPLATE_LEXER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace falco_run::outputs::go_template {

struct Token {
  enum class Kind {
    kText,       // outside of {{ }}, trimmed
    kEndAction,  // }}
    kWord,       // if, printf
    kField,      // ".name", or "." with an empty text
    kVariable,   // "$", "$name"
    kString,     // unquoted
    kNumber,
    kSymbol,  // ( ) | , := =
    kEnd,
  };

  Kind kind = Kind::kEnd;
  std::string text;
  size_t offset = 0;
  bool space_before = false;  // "(x).y" is not "(x) .y"
};

// "2:14" of an offset into `text`.
std::string PlaceOf(std::string_view text, size_t offset);

// The tokens of a template, ending with kEnd. Each action is its tokens and a kEndAction.
absl::StatusOr<std::vector<Token>> Tokenize(std::string_view text);

}  // namespace falco_run::outputs::go_template

#endif  // FALCO_RUN_OUTPUTS_TEMPLATE_LEXER_H_
