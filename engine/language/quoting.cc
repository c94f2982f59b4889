// SPDX-License-Identifier: Apache-2.0
#include "engine/language/quoting.h"

#include <algorithm>

namespace falco_run::engine {
namespace {

bool IsSpace(char c) { return IsBlank(c) || c == '\v' || c == '\f'; }

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The one-letter escapes; -1 = none.
int SimpleEscape(char c) {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case '/':
      return '/';
    case '\\':
      return '\\';
    default:
      return IsBlank(c) ? '\\' : -1;  // old rules files contain "\ " for a backslash
  }
}

void AppendHex(unsigned char c, std::string& out) {
  constexpr char kDigits[] = "0123456789abcdef";
  out += "\\x";
  out += kDigits[c >> 4];
  out += kDigits[c & 15];
}

}  // namespace

bool IsBareChar(char c) {
  return !IsSpace(c) && c != '(' && c != ')' && c != '"' && c != '\'' && c != '=' && c != ',' &&
         c != '\0';
}

bool IsBareArgumentChar(char c) {
  return !IsSpace(c) && c != '[' && c != ']' && c != '"' && c != '\'' && c != '\0';
}

size_t FindQuotedEnd(std::string_view text, size_t start) {
  const char quote = text[start];
  for (size_t i = start + 1; i < text.size() && text[i] != '\0'; ++i) {
    if (text[i] == quote && text[i - 1] != '\\') return i + 1;
  }
  return std::string_view::npos;
}

Unquoted Unquote(std::string_view quoted) {
  Unquoted result;
  const char quote = quoted[0];
  const size_t end = quoted.size() - 1;
  for (size_t i = 1; i < end; ++i) {
    if (quoted[i] != '\\') {
      result.value += quoted[i];
      continue;
    }
    const size_t backslash = i++;
    const char c = i < end ? quoted[i] : '\0';
    if (c == quote) {
      result.value += c;
    } else if (int simple = SimpleEscape(c); simple >= 0) {
      result.value += static_cast<char>(simple);
    } else if (c == 'x' && i + 2 < end && HexDigit(quoted[i + 1]) >= 0 &&
               HexDigit(quoted[i + 2]) >= 0) {
      result.value += static_cast<char>(HexDigit(quoted[i + 1]) * 16 + HexDigit(quoted[i + 2]));
      i += 2;
    } else {
      result.error =
          c == 'x' ? "\\x in a quoted string must be followed by two hex digits"
                   : std::string("unsupported escape \\") + c + " in a string quoted with " + quote;
      result.error_offset = backslash;
      return result;
    }
  }
  return result;
}

std::string Quote(std::string_view value) {
  std::string out = "\"";
  for (size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    switch (c) {
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '"':
        out += "\\\"";
        break;
      case '\\':
        // "\\" before the closing quote would leave the string open (see FindQuotedEnd).
        out += i + 1 == value.size() ? "\\x5c" : "\\\\";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          AppendHex(static_cast<unsigned char>(c), out);
        } else {
          out += c;
        }
    }
  }
  out += '"';
  return out;
}

std::string QuoteIfNeeded(std::string_view value) {
  const bool bare = !value.empty() && std::all_of(value.begin(), value.end(), IsBareChar) &&
                    value.find('\\') == std::string_view::npos &&
                    value.find('\b') == std::string_view::npos;
  return bare ? std::string(value) : Quote(value);
}

std::string QuoteArgumentIfNeeded(std::string_view value) {
  const bool bare = !value.empty() && std::all_of(value.begin(), value.end(), IsBareArgumentChar);
  return bare ? std::string(value) : Quote(value);
}

}  // namespace falco_run::engine
