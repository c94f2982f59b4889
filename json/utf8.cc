// SPDX-License-Identifier: Apache-2.0
#include "json/utf8.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace falco_run::json {
namespace {

// Length of the sequence at `p`; 0 if it is none.
size_t SequenceLength(const unsigned char* p, size_t left) {
  const auto continues = [&](size_t i) { return (p[i] & 0xC0) == 0x80; };
  const unsigned char c = p[0];
  if (c < 0x80) return 1;
  if (c >= 0xC2 && c <= 0xDF) return left >= 2 && continues(1) ? 2 : 0;
  if ((c & 0xF0) == 0xE0) {
    if (left < 3 || !continues(1) || !continues(2)) return 0;
    if (c == 0xE0 && p[1] < 0xA0) return 0;  // overlong
    if (c == 0xED && p[1] > 0x9F) return 0;  // a surrogate
    return 3;
  }
  if (c >= 0xF0 && c <= 0xF4) {
    if (left < 4 || !continues(1) || !continues(2) || !continues(3)) return 0;
    if (c == 0xF0 && p[1] < 0x90) return 0;  // overlong
    if (c == 0xF4 && p[1] > 0x8F) return 0;  // beyond U+10FFFF
    return 4;
  }
  return 0;
}

}  // namespace

bool IsUtf8(std::string_view text) {
  constexpr uint64_t kHighBits = 0x8080808080808080u;
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  size_t left = text.size();
  while (left > 0) {
    uint64_t word;
    while (left >= sizeof word && (std::memcpy(&word, p, sizeof word), (word & kHighBits) == 0)) {
      p += sizeof word;
      left -= sizeof word;
    }
    if (left == 0) break;
    const size_t n = SequenceLength(p, left);
    if (n == 0) return false;
    p += n;
    left -= n;
  }
  return true;
}

}  // namespace falco_run::json
