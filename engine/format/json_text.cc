// SPDX-License-Identifier: Apache-2.0
#include "engine/format/json_text.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstring>

namespace falco_run::engine {
namespace {

using Json = nlohmann::json;

constexpr uint64_t kOnes = 0x0101010101010101u;

bool IsPlain(char c) {
  const auto u = static_cast<unsigned char>(c);
  return u >= 0x20 && u < 0x80 && c != '"' && c != '\\';
}

// Eight bytes at a time. A subtraction sets a byte's highest bit if the byte is too small;
// what it borrows from the next byte can only make that look special, too.
bool IsPlain(std::string_view text) {
  size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    uint64_t x;
    memcpy(&x, text.data() + i, sizeof(x));
    const uint64_t special =
        x | (x - kOnes * 0x20) | ((x ^ kOnes * '"') - kOnes) | ((x ^ kOnes * '\\') - kOnes);
    if ((special & kOnes * 0x80) != 0) break;
  }
  for (; i < text.size(); ++i) {
    if (!IsPlain(text[i])) return false;
  }
  return true;
}

}  // namespace

void AppendEscaped(std::string_view text, std::string& out) {
  if (IsPlain(text)) {
    out += text;
    return;
  }
  const std::string quoted = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  out.append(quoted, 1, quoted.size() - 2);
}

void AppendJsonString(std::string_view text, std::string& out) {
  out += '"';
  AppendEscaped(text, out);
  out += '"';
}

void AppendJsonReal(double value, std::string& out) { out += Json(value).dump(); }

}  // namespace falco_run::engine
