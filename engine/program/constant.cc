// SPDX-License-Identifier: Apache-2.0
#include "engine/program/constant.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>

#include <charconv>

#include "engine/program/text_match.h"

namespace falco_run::engine {
namespace {

std::string NotA(std::string_view text, const char* what) {
  return "'" + std::string(text) + "' is not a valid " + what;
}

template <typename T>
bool ParseNumber(std::string_view t, T& out) {
  bool negative = false;
  if (!t.empty() && t[0] == '+') t.remove_prefix(1);
  if constexpr (std::is_signed_v<T>) {
    if (!t.empty() && t[0] == '-') {
      negative = true;
      t.remove_prefix(1);
    }
  }
  int base = 10;
  if (t.size() > 2 && t[0] == '0' && (t[1] == 'x' || t[1] == 'X')) {
    base = 16;
    t.remove_prefix(2);
  }
  uint64_t v = 0;
  const auto r = std::from_chars(t.data(), t.data() + t.size(), v, base);
  if (t.empty() || r.ec != std::errc() || r.ptr != t.data() + t.size()) return false;
  if constexpr (std::is_signed_v<T>) {
    if (v > (uint64_t{1} << 63) - (negative ? 0 : 1)) return false;
    out = static_cast<T>(negative ? 0 - v : v);
  } else {
    out = v;
  }
  return true;
}

bool ParseAddress(std::string_view t, std::string& out) {
  const std::string text(t);
  char bytes[16];
  if (text.find(':') == text.npos) {
    if (inet_pton(AF_INET, text.c_str(), bytes) != 1) return false;
    out.assign(bytes, 4);
    return true;
  }
  if (inet_pton(AF_INET6, text.c_str(), bytes) != 1) return false;
  static constexpr char kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '\xff', '\xff'};
  if (memcmp(bytes, kMapped, 12) == 0) {
    out.assign(bytes + 12, 4);
  } else {
    out.assign(bytes, 16);
  }
  return true;
}

bool ParseHex(std::string_view t, std::string& out) {
  if (t.empty() || t.size() % 2 != 0) return false;
  for (size_t i = 0; i < t.size(); i += 2) {
    unsigned byte = 0;
    const auto r = std::from_chars(t.data() + i, t.data() + i + 2, byte, 16);
    if (r.ec != std::errc() || r.ptr != t.data() + i + 2) return false;
    out += static_cast<char>(byte);
  }
  return true;
}

std::string ParsePort(std::string_view text, Constant& out) {
  if (ParseNumber(text, out.u)) return "";
  const std::string name(text);
  for (const char* protocol : {"tcp", "udp"}) {
    servent entry = {};
    servent* found = nullptr;
    char buffer[1024];
    getservbyname_r(name.c_str(), protocol, &entry, buffer, sizeof(buffer), &found);
    if (found != nullptr) {
      out.u = ntohs(static_cast<uint16_t>(found->s_port));
      return "";
    }
  }
  return "unrecognized protocol " + name + " (" + NotA(text, "port") + ")";
}

}  // namespace

std::string ParseConstant(std::string_view text, ValueType type, Op op, Constant& out) {
  if (text.size() > kMaxValueLength) {
    return "filter parameter too long: " + std::string(text.substr(0, 32)) + "... has " +
           std::to_string(text.size()) + " bytes, the limit is " + std::to_string(kMaxValueLength);
  }
  if (type != ValueType::kBytes && text.find('\0') != text.npos) {
    return "a value must not contain a NUL byte";
  }
  switch (type) {
    case ValueType::kInt:
      return ParseNumber(text, out.i) ? "" : NotA(text, "number");
    case ValueType::kUint:
    case ValueType::kRelTime:
    case ValueType::kAbsTime:
      return ParseNumber(text, out.u) ? "" : NotA(text, "number");
    case ValueType::kPort:
      return ParsePort(text, out);
    case ValueType::kDouble:
      if (!ParseNumber(text, out.i)) return NotA(text, "number");
      out.d = static_cast<double>(out.i);
      return "";
    case ValueType::kBool:
      if (text != "true" && text != "false") {
        return "filter error: unrecognized boolean value " + std::string(text);
      }
      out.b = text == "true";
      return "";
    case ValueType::kString:
      out.s = text;
      if (op == Op::kIContains) ToLower(out.s);
      return "";
    case ValueType::kBytes:
      if (op == Op::kBContains || op == Op::kBStartsWith) {
        return ParseHex(text, out.s) ? "" : NotA(text, "sequence of hex digits");
      }
      out.s = text;
      return "";
    case ValueType::kIp:
      return ParseAddress(text, out.s) ? "" : "unrecognized IP address " + std::string(text);
    case ValueType::kNet: {
      const size_t slash = text.find('/');
      uint64_t length = 0;
      if (slash == text.npos || !ParseAddress(text.substr(0, slash), out.s) ||
          !ParseNumber(text.substr(slash + 1), length) || length > out.s.size() * 8) {
        return "unrecognized IP network " + std::string(text);
      }
      out.prefix_length = static_cast<uint8_t>(length);
      return "";
    }
    default:
      return "values of this type cannot be compared";
  }
}

bool InNetwork(std::string_view address, const Constant& n) {
  if (address.size() != n.s.size()) return false;
  const size_t whole = n.prefix_length / 8;
  if (memcmp(address.data(), n.s.data(), whole) != 0) return false;
  const int bits = n.prefix_length % 8;
  if (bits == 0) return true;
  const auto mask = static_cast<unsigned char>(0xff << (8 - bits));
  return ((static_cast<unsigned char>(address[whole]) ^ static_cast<unsigned char>(n.s[whole])) &
          mask) == 0;
}

}  // namespace falco_run::engine
