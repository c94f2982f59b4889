// SPDX-License-Identifier: Apache-2.0
#include "engine/program/compiled_regex.h"

namespace falco_run::engine {
namespace {

bool IsAscii(std::string_view s) {
  for (char c : s) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

// Well-formed UTF-8 as far as a regex cares: lead bytes with their continuations.
bool IsUtf8(std::string_view s) {
  size_t i = 0;
  while (i < s.size()) {
    const auto c = static_cast<unsigned char>(s[i]);
    const size_t n = c < 0x80                ? 1
                     : c >= 0xc2 && c < 0xe0 ? 2
                     : c >= 0xe0 && c < 0xf0 ? 3
                     : c >= 0xf0 && c < 0xf5 ? 4
                                             : 0;
    if (n == 0 || i + n > s.size()) return false;
    for (size_t k = 1; k < n; ++k) {
      if ((static_cast<unsigned char>(s[i + k]) & 0xc0) != 0x80) return false;
    }
    i += n;
  }
  return true;
}

}  // namespace

CompiledRegex::CompiledRegex(const std::string& pattern) {
  re2::RE2::Options options(re2::RE2::POSIX);
  options.set_log_errors(false);
  if (IsUtf8(pattern)) utf8_ = std::make_unique<re2::RE2>(pattern, options);
  options.set_encoding(re2::RE2::Options::EncodingLatin1);
  bytes_ = std::make_unique<re2::RE2>(pattern, options);
}

std::string CompiledRegex::error() const {
  const re2::RE2& re = utf8_ ? *utf8_ : *bytes_;
  return re.ok() ? "" : re.error();
}

bool CompiledRegex::Matches(std::string_view text) const {
  const re2::StringPiece piece(text.data(), text.size());
  if (utf8_ && (IsAscii(text) || IsUtf8(text))) return re2::RE2::FullMatch(piece, *utf8_);
  return re2::RE2::FullMatch(piece, *bytes_);
}

}  // namespace falco_run::engine
