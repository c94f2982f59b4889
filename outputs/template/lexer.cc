// SPDX-License-Identifier: Apache-2.0
#include "outputs/template/lexer.h"

#include <algorithm>
#include <cctype>

namespace falco_run::outputs::go_template {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";

bool IsSpace(char c) { return kSpaces.find(c) != kSpaces.npos; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  absl::StatusOr<std::vector<Token>> Run() {
    bool trim = false;  // the action before ended with -}}
    while (at_ < text_.size()) {
      const size_t open = std::min(text_.find("{{", at_), text_.size());
      std::string_view literal = text_.substr(at_, open - at_);
      if (trim) literal.remove_prefix(std::min(literal.find_first_not_of(kSpaces), literal.size()));
      const bool trims = text_.substr(open, 3) == "{{-" && IsSpace(At(open + 3));
      if (trims) literal = literal.substr(0, literal.find_last_not_of(kSpaces) + 1);
      if (!literal.empty()) Add(Token::Kind::kText, std::string(literal), at_);
      if (open == text_.size()) break;
      at_ = open + (trims ? 3 : 2);
      if (auto status = Action(open, trim); !status.ok()) return status;
    }
    Add(Token::Kind::kEnd, "", text_.size());
    return std::move(tokens_);
  }

 private:
  char At(size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }

  absl::Status Error(size_t offset, const std::string& what) const {
    return absl::InvalidArgumentError(PlaceOf(text_, offset) + ": " + what);
  }

  void Add(Token::Kind kind, std::string text, size_t offset) {
    tokens_.push_back({kind, std::move(text), offset, space_});
    space_ = false;
  }

  // Up to and with its }}.
  absl::Status Action(size_t open, bool& trim) {
    while (true) {
      const size_t before = at_;
      while (IsSpace(At(at_)) && at_ < text_.size()) ++at_;
      space_ = at_ != before;
      if (at_ >= text_.size()) return Error(open, "this {{ has no }}");
      trim = space_ && text_.substr(at_, 3) == "-}}";
      if (trim || text_.substr(at_, 2) == "}}") {
        Add(Token::Kind::kEndAction, "}}", at_);
        at_ += trim ? 3 : 2;
        return absl::OkStatus();
      }
      if (auto status = One(); !status.ok()) return status;
    }
  }

  absl::Status One() {
    const size_t begin = at_;
    const char c = At(at_);
    if (text_.substr(at_, 2) == "/*") {
      const size_t end = text_.find("*/", at_ + 2);
      if (end == text_.npos) return Error(begin, "this comment has no */");
      at_ = end + 2;
    } else if (c == '"') {
      return Quoted();
    } else if (c == '`') {
      const size_t end = text_.find('`', at_ + 1);
      if (end == text_.npos) return Error(begin, "this text has no closing `");
      at_ = end + 1;
      Add(Token::Kind::kString, std::string(text_.substr(begin + 1, end - begin - 1)), begin);
    } else if (IsDigit(c) || ((c == '-' || c == '+') && IsDigit(At(at_ + 1)))) {
      do ++at_;
      while (IsDigit(At(at_)) || At(at_) == '.');
      Add(Token::Kind::kNumber, std::string(text_.substr(begin, at_ - begin)), begin);
    } else if (c == '.' || c == '$') {
      do ++at_;
      while (IsWord(At(at_)));
      const bool field = c == '.';
      Add(field ? Token::Kind::kField : Token::Kind::kVariable,
          std::string(text_.substr(begin + (field ? 1 : 0), at_ - begin - (field ? 1 : 0))), begin);
    } else if (IsWord(c)) {
      do ++at_;
      while (IsWord(At(at_)));
      Add(Token::Kind::kWord, std::string(text_.substr(begin, at_ - begin)), begin);
    } else {
      at_ += text_.substr(at_, 2) == ":=" ? 2 : 1;
      const std::string symbol(text_.substr(begin, at_ - begin));
      if (symbol != ":=" && std::string_view("()|,=").find(c) == std::string_view::npos) {
        return Error(begin, "'" + symbol + "' has no meaning here");
      }
      Add(Token::Kind::kSymbol, symbol, begin);
    }
    return absl::OkStatus();
  }

  absl::Status Quoted() {
    const size_t begin = at_;
    std::string value;
    for (++at_; At(at_) != '"'; ++at_) {
      if (at_ >= text_.size() || At(at_) == '\n')
        return Error(begin, "this text has no closing \"");
      if (At(at_) != '\\') {
        value += At(at_);
        continue;
      }
      constexpr std::string_view kNames = "ntr\"\\'";
      constexpr std::string_view kMeanings = "\n\t\r\"\\'";
      const size_t escape = kNames.find(At(++at_));
      if (escape == kNames.npos || at_ >= text_.size()) {
        return Error(at_ - 1, "the escapes are \\n \\t \\r \\\" \\\\ \\'");
      }
      value += kMeanings[escape];
    }
    ++at_;
    Add(Token::Kind::kString, std::move(value), begin);
    return absl::OkStatus();
  }

  const std::string_view text_;
  size_t at_ = 0;
  bool space_ = false;
  std::vector<Token> tokens_;
};

}  // namespace

std::string PlaceOf(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const size_t newline = before.rfind('\n');
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const size_t column = before.size() - (newline == before.npos ? 0 : newline + 1) + 1;
  return std::to_string(line) + ":" + std::to_string(column);
}

absl::StatusOr<std::vector<Token>> Tokenize(std::string_view text) { return Lexer(text).Run(); }

}  // namespace falco_run::outputs::go_template
