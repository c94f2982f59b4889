// SPDX-License-Identifier: Apache-2.0
#include "outputs/template/functions.h"

#include <algorithm>
#include <cctype>
#include <string>

#include "outputs/template/format.h"

namespace falco_run::outputs::go_template {
namespace {

using Arguments = std::span<const Value>;
using Result = absl::StatusOr<Value>;

Value Own(Json json) { return Value(std::move(json)); }

absl::Status Wrong(const std::string& what) { return absl::InvalidArgumentError(what); }

std::string Described(const Json& value) {
  return value.is_null() ? "no value" : "a " + std::string(value.type_name());
}

// What takes texts takes any value, as it prints; no value is the empty text.
std::string Text(const Value& value) { return value->is_null() ? "" : ToText(*value); }

template <int (*kConvert)(int)>
Result Convert(Arguments arguments) {
  std::string text = Text(arguments[0]);
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) c = static_cast<char>(kConvert(byte));
  }
  return Own(std::move(text));
}

Result Trim(Arguments arguments) {
  const std::string text = Text(arguments[0]);
  const size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  return Own(text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin));
}

Result Replace(Arguments arguments) {
  const std::string from = Text(arguments[0]);
  const std::string to = Text(arguments[1]);
  const std::string text = Text(arguments[2]);
  if (from.empty()) return Own(text);
  std::string result;
  size_t at = 0;
  for (size_t hit; (hit = text.find(from, at)) != text.npos; at = hit + from.size()) {
    result.append(text, at, hit - at) += to;
    if (result.size() > kLongestText) return absl::ResourceExhaustedError("the text is too long");
  }
  return Own(result.append(text, at));
}

Result Join(Arguments arguments) {
  const std::string separator = Text(arguments[0]);
  const Json& list = *arguments[1];
  if (list.is_null()) return Own("");
  if (!list.is_array()) return Wrong("join takes a separator and a list, not " + Described(list));
  std::string text;
  for (const Json& item : list) {
    if (&item != &list.front()) text += separator;
    text += ToText(item);
    if (text.size() > kLongestText) return absl::ResourceExhaustedError("the text is too long");
  }
  return Own(std::move(text));
}

Result Split(Arguments arguments) {
  const std::string separator = Text(arguments[0]);
  const std::string text = Text(arguments[1]);
  if (separator.empty()) return Wrong("split needs a separator");
  Json list = Json::array();
  size_t at = 0;
  for (size_t hit; (hit = text.find(separator, at)) != text.npos; at = hit + separator.size()) {
    list.push_back(text.substr(at, hit - at));
  }
  list.push_back(text.substr(at));
  return Own(std::move(list));
}

Result Trunc(Arguments arguments) {
  if (!arguments[0]->is_number_integer() || *arguments[0] < 0) {
    return Wrong("trunc takes a number of bytes and a text");
  }
  std::string text = Text(arguments[1]);
  size_t size = std::min(text.size(), arguments[0]->get<size_t>());
  // Not inside of a character.
  while (size > 0 && size < text.size() &&
         (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) {
    --size;
  }
  text.resize(size);
  return Own(std::move(text));
}

Result Len(Arguments arguments) {
  const Json& value = *arguments[0];
  if (value.is_string()) return Own(value.get_ref<const std::string&>().size());
  if (value.is_array() || value.is_object()) return Own(value.size());
  return Wrong("len of " + Described(value));
}

Result IndexOf(Arguments arguments) {
  Result value = arguments[0];
  for (const Value& key : arguments.subspan(1)) {
    value = Index(*value, *key);
    if (!value.ok()) break;
  }
  return value;
}

bool Equal(const Json& a, const Json& b) { return a == b; }

Result Eq(Arguments arguments) {
  return Own(std::any_of(arguments.begin() + 1, arguments.end(),
                         [&](const Value& other) { return Equal(*arguments[0], *other); }));
}

Result Ne(Arguments arguments) { return Own(!Equal(*arguments[0], *arguments[1])); }

template <bool (*kHolds)(const Json&, const Json&)>
Result Compare(Arguments arguments) {
  const Json& a = *arguments[0];
  const Json& b = *arguments[1];
  if ((a.is_number() && b.is_number()) || (a.is_string() && b.is_string())) {
    return Own(kHolds(a, b));
  }
  return Wrong("cannot compare " + Described(a) + " with " + Described(b));
}

bool Less(const Json& a, const Json& b) { return a < b; }
bool LessOrEqual(const Json& a, const Json& b) { return a <= b; }
bool Greater(const Json& a, const Json& b) { return a > b; }
bool GreaterOrEqual(const Json& a, const Json& b) { return a >= b; }

// With spaces between values of which neither is a text, as Go has it; with `line`, between all.
std::string Printed(Arguments arguments, bool line) {
  std::string text;
  for (size_t i = 0; i < arguments.size() && text.size() <= kLongestText; ++i) {
    const bool space =
        i > 0 && (line || (!arguments[i]->is_string() && !arguments[i - 1]->is_string()));
    text += (space ? " " : "") + ToText(*arguments[i]);
  }
  return line ? text + "\n" : text;
}

Result Html(Arguments arguments) {
  std::string text;
  for (const char c : Printed(arguments, false)) {
    switch (c) {
      case '&':
        text += "&amp;";
        break;
      case '<':
        text += "&lt;";
        break;
      case '>':
        text += "&gt;";
        break;
      case '"':
        text += "&#34;";
        break;
      case '\'':
        text += "&#39;";
        break;
      default:
        text += c;
    }
  }
  return Own(std::move(text));
}

Result UrlQuery(Arguments arguments) {
  std::string text;
  for (const char c : Printed(arguments, false)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x80 && std::isalnum(byte)) ||
        std::string_view("-_.~").find(c) != std::string_view::npos) {
      text += c;
    } else if (c == ' ') {
      text += '+';
    } else {
      constexpr char kDigits[] = "0123456789ABCDEF";
      ((text += '%') += kDigits[byte >> 4]) += kDigits[byte & 15];
    }
  }
  return Own(std::move(text));
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

constexpr size_t kMany = 1000;

constexpr Function kFunctions[] = {
    {"and", 1, kMany, "takes values", nullptr},
    {"or", 1, kMany, "takes values", nullptr},
    {"not", 1, 1, "takes one value", [](Arguments a) -> Result { return Own(!IsTrue(*a[0])); }},
    {"eq", 2, kMany, "takes two or more values", Eq},
    {"ne", 2, 2, "takes two values", Ne},
    {"lt", 2, 2, "takes two values", Compare<Less>},
    {"le", 2, 2, "takes two values", Compare<LessOrEqual>},
    {"gt", 2, 2, "takes two values", Compare<Greater>},
    {"ge", 2, 2, "takes two values", Compare<GreaterOrEqual>},
    {"index", 1, kMany, "takes a map or list, and keys", IndexOf},
    {"len", 1, 1, "takes one value", Len},
    {"print", 0, kMany, "takes values",
     [](Arguments a) -> Result { return Own(Printed(a, false)); }},
    {"println", 0, kMany, "takes values",
     [](Arguments a) -> Result { return Own(Printed(a, true)); }},
    {"printf", 1, kMany, "takes a format and values",
     [](Arguments a) -> Result { return Own(Printf(Text(a[0]), a.subspan(1))); }},
    {"html", 1, kMany, "takes values", Html},
    {"urlquery", 1, kMany, "takes values", UrlQuery},
    {"upper", 1, 1, "takes one text", Convert<std::toupper>},
    {"toUpper", 1, 1, "takes one text", Convert<std::toupper>},
    {"lower", 1, 1, "takes one text", Convert<std::tolower>},
    {"toLower", 1, 1, "takes one text", Convert<std::tolower>},
    {"trim", 1, 1, "takes one text", Trim},
    {"replace", 3, 3, "takes what, by what, and the text", Replace},
    {"contains", 2, 2, "takes a part and the text",
     [](Arguments a) -> Result { return Own(Text(a[1]).find(Text(a[0])) != std::string::npos); }},
    {"hasPrefix", 2, 2, "takes a beginning and the text",
     [](Arguments a) -> Result { return Own(Text(a[1]).starts_with(Text(a[0]))); }},
    {"hasSuffix", 2, 2, "takes an end and the text",
     [](Arguments a) -> Result { return Own(Text(a[1]).ends_with(Text(a[0]))); }},
    {"join", 2, 2, "takes a separator and a list", Join},
    {"split", 2, 2, "takes a separator and the text", Split},
    {"trunc", 2, 2, "takes a number of bytes and the text", Trunc},
    {"quote", 1, 1, "takes one value",
     [](Arguments a) -> Result { return Own(Dump(Json(Text(a[0])))); }},
    {"default", 2, 2, "takes the default and a value",
     [](Arguments a) -> Result { return IsTrue(*a[1]) ? a[1] : a[0]; }},
    {"toJson", 1, 1, "takes one value", [](Arguments a) -> Result { return Own(Dump(*a[0])); }},
};

}  // namespace

const Function* FindFunction(std::string_view name) {
  const auto* it = std::find_if(std::begin(kFunctions), std::end(kFunctions),
                                [&](const Function& f) { return f.name == name; });
  return it == std::end(kFunctions) ? nullptr : it;
}

absl::StatusOr<Value> Index(const Value& container, const Json& key) {
  if (container->is_null()) return Value();
  if (container->is_object() && key.is_string()) {
    const auto it = container->find(key.get_ref<const std::string&>());
    return it == container->end() ? Value() : container.Part(*it);
  }
  if (container->is_array() && key.is_number_integer()) {
    if (key < 0 || key >= container->size()) {
      return Wrong("index " + Dump(key) + " of a list of " + std::to_string(container->size()));
    }
    return container.Part((*container)[key.get<size_t>()]);
  }
  return Wrong(Described(*container) + " has no element " + Dump(key));
}

}  // namespace falco_run::outputs::go_template
