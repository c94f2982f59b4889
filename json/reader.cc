// SPDX-License-Identifier: Apache-2.0
#include "json/reader.h"

#include <rapidjson/error/en.h>

#include <algorithm>
#include <cstring>

namespace falco_run::json {
namespace {

constexpr size_t kPadding = 32;  // SIMD reads past the end, and wants zeros there
constexpr size_t kKeep = 1 << 20;
constexpr size_t kLongestNumber = 300;

bool IsNumberChar(char c) {
  return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E';
}

// The four hexadecimal digits after "\u"; -1 if they are none.
int HexDigits(const char* p) {
  int value = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = p[i];
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

bool IsHigh(int code) { return code >= 0xD800 && code <= 0xDBFF; }
bool IsLow(int code) { return code >= 0xDC00 && code <= 0xDFFF; }

// In JSON a backslash stands in strings only and always with a character after it. The padding
// ends every look ahead.
void ReplaceHalfSurrogates(char* p, char* end) {
  while ((p = static_cast<char*>(std::memchr(p, '\\', static_cast<size_t>(end - p)))) != nullptr) {
    if (p + 1 >= end) return;
    const int code = p[1] == 'u' ? HexDigits(p + 2) : -1;
    if (IsHigh(code) && p[6] == '\\' && p[7] == 'u' && IsLow(HexDigits(p + 8))) {
      p += 12;
    } else if (IsHigh(code) || IsLow(code)) {
      std::memcpy(p + 2, "fffd", 4);
      p += 6;
    } else {
      p += 2;
    }
    if (p >= end) return;
  }
}

// Blanks what follows the part that is kept, which is a number by itself.
void CutNumber(char* p, size_t size) {
  const auto end = p + size;
  char* cut = std::find_if(p, end, [](char c) { return c == 'e' || c == 'E'; });
  if (static_cast<size_t>(cut - p) > kLongestNumber) {
    cut = std::min(std::find(p, cut, '.'), p + kLongestNumber);
  }
  std::fill(cut, end, ' ');
}

}  // namespace

void Buffer::Assign(std::string_view text) {
  size_ = text.size();
  if (data_.capacity() > kKeep && size_ < kKeep) std::vector<char>().swap(data_);
  if (data_.size() < size_ + kPadding) data_.resize(size_ + kPadding);
  if (!text.empty()) std::memcpy(data_.data(), text.data(), text.size());
  std::memset(data_.data() + size_, 0, kPadding);
  ReplaceHalfSurrogates(data_.data(), data_.data() + size_);
}

void Buffer::CutLargeNumbers() {
  bool in_string = false;
  for (size_t i = 0; i < size_; ++i) {
    const char c = data_[i];
    if (c == '\\') {
      ++i;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && (c == '-' || (c >= '0' && c <= '9'))) {
      size_t end = i;
      while (end < size_ && IsNumberChar(data_[end])) ++end;
      CutNumber(data_.data() + i, end - i);
      i = end - 1;
    }
  }
}

absl::Status ReadError(const rapidjson::ParseResult& result) {
  return absl::InvalidArgumentError("at byte " + std::to_string(result.Offset()) + ": " +
                                    rapidjson::GetParseError_En(result.Code()));
}

absl::Status TrailingNul(size_t offset) {
  return absl::InvalidArgumentError("at byte " + std::to_string(offset) + ": a zero byte");
}

}  // namespace falco_run::json
