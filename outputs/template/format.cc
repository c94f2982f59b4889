// SPDX-License-Identifier: Apache-2.0
#include "outputs/template/format.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <map>

namespace falco_run::outputs::go_template {
namespace {

constexpr size_t kWidest = 1000;

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

const char* TypeName(const Json& value) {
  if (value.is_string()) return "string";
  if (value.is_boolean()) return "bool";
  if (value.is_number_float()) return "float64";
  if (value.is_number()) return "int";
  if (value.is_null()) return "<nil>";
  return value.is_array() ? "[]interface {}" : "map[string]interface {}";
}

struct Spec {
  std::string flags;
  size_t width = 0;
  int precision = -1;
  char verb = 0;
};

// After the '%'; `format` becomes what follows the verb.
Spec TakeSpec(std::string_view& format) {
  Spec spec;
  const auto take_number = [&] {
    size_t number = 0;
    while (!format.empty() && format[0] >= '0' && format[0] <= '9') {
      number = std::min(number * 10 + static_cast<size_t>(format[0] - '0'), kWidest);
      format.remove_prefix(1);
    }
    return number;
  };
  while (!format.empty() && std::string_view("+- #0").find(format[0]) != std::string_view::npos) {
    if (spec.flags.find(format[0]) == std::string::npos) spec.flags += format[0];
    format.remove_prefix(1);
  }
  spec.width = take_number();
  if (!format.empty() && format[0] == '.') {
    format.remove_prefix(1);
    spec.precision = static_cast<int>(take_number());
  }
  if (!format.empty()) {
    spec.verb = format[0];
    format.remove_prefix(1);
  }
  return spec;
}

std::string Real(const Spec& spec, double number) {
  std::string format = "%" + spec.flags;
  if (spec.precision >= 0) format += "." + std::to_string(spec.precision);
  std::array<char, 2048> buffer;
  const int size =
      std::snprintf(buffer.data(), buffer.size(), (format + spec.verb).c_str(), number);
  return {buffer.data(), std::min(static_cast<size_t>(std::max(size, 0)), buffer.size() - 1)};
}

std::string Hex(std::string text, bool upper) {
  const char* const digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string hex;
  for (const unsigned char c : text) (hex += digits[c >> 4]) += digits[c & 15];
  return hex;
}

std::string HexNumber(const Json& number, bool upper) {
  const bool negative = number < 0;
  const auto magnitude = negative ? 0 - number.get<uint64_t>() : number.get<uint64_t>();
  std::array<char, 32> buffer;
  auto end = std::to_chars(buffer.begin(), buffer.end(), magnitude, 16).ptr;
  if (upper)
    std::transform(buffer.begin(), end, buffer.begin(), [](char c) { return std::toupper(c); });
  return (negative ? "-" : "") + std::string(buffer.begin(), end);
}

std::string One(const Spec& spec, const Json& value) {
  const std::string text = ToText(value);
  const bool whole = value.is_number() && !value.is_number_float();
  switch (spec.verb) {
    case 's':
    case 'v':
      return spec.precision < 0 ? text : text.substr(0, static_cast<size_t>(spec.precision));
    case 'q':
      return Dump(Json(text));
    case 't':
      if (value.is_boolean()) return text;
      break;
    case 'd':
      if (whole) return (spec.flags.find('+') != std::string::npos && value >= 0 ? "+" : "") + text;
      break;
    case 'x':
    case 'X':
      if (value.is_string()) return Hex(text, spec.verb == 'X');
      if (whole) return HexNumber(value, spec.verb == 'X');
      break;
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      if (value.is_number()) return Real(spec, value.get<double>());
      break;
    default:
      break;
  }
  return "%!" + std::string(1, spec.verb) + "(" + TypeName(value) + "=" + text + ")";
}

std::string Pad(const Spec& spec, std::string text) {
  // Width counts characters.
  const auto size = static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
  if (size >= spec.width) return text;
  const std::string fill(spec.width - size, ' ');
  if (spec.flags.find('-') != std::string::npos) return text + fill;
  if (spec.flags.find('0') == std::string::npos) return fill + text;
  const bool sign = !text.empty() && (text[0] == '-' || text[0] == '+');
  return text.insert(sign ? 1 : 0, std::string(spec.width - size, '0'));
}

}  // namespace

std::string ToText(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return "<no value>";
  if (value.is_array()) {
    std::string text;
    for (const Json& item : value) text += (text.empty() ? "" : " ") + ToText(item);
    return "[" + text + "]";
  }
  if (value.is_object()) {
    std::map<std::string, const Json*> sorted;
    for (const auto& [key, member] : value.items()) sorted[key] = &member;
    std::string text;
    for (const auto& [key, member] : sorted) {
      text += (text.empty() ? "" : " ") + key + ":" + ToText(*member);
    }
    return "map[" + text + "]";
  }
  if (value.is_number_float()) {
    std::array<char, 32> buffer;
    return {buffer.data(), std::to_chars(buffer.begin(), buffer.end(), value.get<double>()).ptr};
  }
  return Dump(value);
}

bool IsTrue(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number()) return value != 0;
  if (value.is_string()) return !value.get_ref<const std::string&>().empty();
  return !value.empty();  // also of null
}

std::string Printf(std::string_view format, std::span<const Value> values) {
  std::string text;
  size_t used = 0;
  while (!format.empty()) {
    const size_t percent = std::min(format.find('%'), format.size());
    text += format.substr(0, percent);
    format.remove_prefix(percent);
    if (format.empty()) break;
    format.remove_prefix(1);
    const Spec spec = TakeSpec(format);
    if (spec.verb == '%') {
      text += '%';
    } else if (spec.verb == 0) {
      text += "%!(NOVERB)";
    } else if (used == values.size()) {
      text += "%!" + std::string(1, spec.verb) + "(MISSING)";
    } else {
      text += Pad(spec, One(spec, *values[used++]));
    }
    if (text.size() > kLongestText) break;  // an error, of the caller
  }
  if (used < values.size()) text += "%!(EXTRA)";
  return text;
}

}  // namespace falco_run::outputs::go_template
