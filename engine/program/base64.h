// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_PROGRAM_BASE64_H_
#define FALCO_RUN_ENGINE_PROGRAM_BASE64_H_

#include <string>
#include <string_view>

namespace falco_run::engine {

// Appends what `text` encodes (RFC 4648, padding optional). False if it is not base64.
inline bool DecodeBase64(std::string_view text, std::string& out) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  if (text.size() % 4 == 1) return false;
  unsigned bits = 0;
  int count = 0;
  for (char c : text) {
    int v = 0;
    if (c >= 'A' && c <= 'Z') {
      v = c - 'A';
    } else if (c >= 'a' && c <= 'z') {
      v = c - 'a' + 26;
    } else if (c >= '0' && c <= '9') {
      v = c - '0' + 52;
    } else if (c == '+') {
      v = 62;
    } else if (c == '/') {
      v = 63;
    } else {
      return false;
    }
    bits = (bits << 6 | static_cast<unsigned>(v)) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>(bits >> count & 0xff);
    }
  }
  return true;
}

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_PROGRAM_BASE64_H_
