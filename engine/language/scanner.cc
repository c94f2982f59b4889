// SPDX-License-Identifier: Apache-2.0
#include "engine/language/scanner.h"

#include "engine/language/quoting.h"

namespace falco_run::engine {
namespace {

// Not <cctype>: the language must not depend on the locale.
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsHexDigit(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

}  // namespace

char Scanner::Peek(size_t ahead) const {
  const size_t at = position_.offset + ahead;
  return at < text_.size() ? text_[at] : '\0';
}

std::string Scanner::Consume(size_t end) {
  std::string token(text_.substr(position_.offset, end - position_.offset));
  for (char c : token) {
    if (c == '\n') {
      ++position_.line;
      position_.column = 1;
    } else {
      ++position_.column;
    }
  }
  position_.offset = static_cast<uint32_t>(end);
  return token;
}

bool Scanner::SkipBlanks() {
  size_t end = position_.offset;
  while (end < text_.size() && IsBlank(text_[end])) ++end;
  if (end == position_.offset) return false;
  Consume(end);
  return true;
}

bool Scanner::LooksAt(std::string_view text) const {
  return text_.substr(position_.offset, text.size()) == text;
}

bool Scanner::Take(std::string_view text) {
  if (!LooksAt(text)) return false;
  last_token_ = Consume(position_.offset + text.size());
  return true;
}

size_t Scanner::IdentifierEnd(size_t from) const {
  size_t end = from;
  if (end >= text_.size() || !IsLetter(text_[end])) return from;
  while (end < text_.size() && (IsLetter(text_[end]) || IsDigit(text_[end]) || text_[end] == '_')) {
    ++end;
  }
  return end;
}

std::optional<std::string> Scanner::TakeIdentifier() {
  const size_t end = IdentifierEnd(position_.offset);
  if (end == position_.offset) return std::nullopt;
  last_token_ = Consume(end);
  return last_token_;
}

std::optional<std::string> Scanner::TakeFieldName() {
  size_t end = IdentifierEnd(position_.offset);
  if (end == position_.offset) return std::nullopt;
  size_t dots = 0;
  while (end < text_.size() && text_[end] == '.') {
    const size_t next = IdentifierEnd(end + 1);
    if (next == end + 1) break;
    end = next;
    ++dots;
  }
  if (dots == 0) return std::nullopt;
  last_token_ = Consume(end);
  return last_token_;
}

std::optional<std::string> Scanner::TakeNumber() {
  size_t end = position_.offset;
  auto at = [&](size_t i) { return i < text_.size() ? text_[i] : '\0'; };
  if (at(end) == '0' && (at(end + 1) == 'x' || at(end + 1) == 'X') && IsHexDigit(at(end + 2))) {
    end += 2;
    while (IsHexDigit(at(end))) ++end;
  } else {
    if (at(end) == '+' || at(end) == '-') ++end;
    if (!IsDigit(at(end))) return std::nullopt;
    while (IsDigit(at(end))) ++end;
    if (at(end) == '.') ++end;
    while (IsDigit(at(end))) ++end;
    if ((at(end) == 'e' || at(end) == 'E') && (at(end + 1) == '+' || at(end + 1) == '-') &&
        IsDigit(at(end + 2))) {
      end += 2;
      while (IsDigit(at(end))) ++end;
    }
  }
  last_token_ = Consume(end);
  return last_token_;
}

std::optional<std::string> Scanner::TakeBare() {
  size_t end = position_.offset;
  while (end < text_.size() && IsBareChar(text_[end])) ++end;
  if (end == position_.offset) return std::nullopt;
  last_token_ = Consume(end);
  return last_token_;
}

std::optional<std::string> Scanner::TakeBareArgument() {
  size_t end = position_.offset;
  while (end < text_.size() && IsBareArgumentChar(text_[end])) ++end;
  if (end == position_.offset) return std::nullopt;
  last_token_ = Consume(end);
  return last_token_;
}

std::optional<std::string> Scanner::TakeQuoted() {
  if (Peek() != '"' && Peek() != '\'') return std::nullopt;
  const size_t end = FindQuotedEnd(text_, position_.offset);
  if (end == std::string_view::npos) return std::nullopt;
  last_token_ = Consume(end);
  return last_token_;
}

}  // namespace falco_run::engine
