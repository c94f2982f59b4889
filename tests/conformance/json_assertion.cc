// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/json_assertion.h"

#include <re2/re2.h>

namespace falco_run::conformance {
namespace {

using nlohmann::json;

// The assertion without blanks around operators, its macro, and what it says of both sides.
struct Parts {
  bool expected = true;  // ASSERT_FALSE: false
  std::string left, op, right;
};

std::string Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(' ');
  if (begin == text.npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(' ') - begin + 1));
}

std::optional<Parts> Split(std::string_view assertion) {
  const size_t blank = assertion.find(' ');
  if (blank == assertion.npos) return std::nullopt;
  const std::string_view macro = assertion.substr(0, blank);
  Parts parts;
  if (macro.ends_with("_FALSE")) {
    parts.expected = false;
  } else if (!macro.ends_with("_TRUE") && !macro.ends_with("_EQ") && !macro.ends_with("_STREQ")) {
    return std::nullopt;
  }
  const std::string_view rest = assertion.substr(blank + 1);
  // The operator stands outside of strings.
  bool quoted = false;
  for (size_t i = 0; i + 1 < rest.size(); ++i) {
    if (quoted && rest[i] == '\\') {
      ++i;
    } else if (rest[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && (rest[i] == '=' || rest[i] == '!') && rest[i + 1] == '=') {
      parts.op = rest.substr(i, 2);
      parts.left = Trimmed(rest.substr(0, i));
      parts.right = Trimmed(rest.substr(i + 2));
      return parts;
    }
  }
  parts.left = Trimmed(rest);
  return parts;
}

Finding Judge(const Parts& parts, bool holds, const std::string& actual) {
  if (holds == parts.expected) return {};
  return {parts.left + " is " + actual};
}

// A value as C++ source has it: 2, 2u, true, "text".
std::optional<json> Literal(std::string text) {
  while (!text.empty() && (text.back() == 'u' || text.back() == 'U') && text[0] >= '0' &&
         text[0] <= '9') {
    text.pop_back();
  }
  json value = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (value.is_discarded()) return std::nullopt;
  return value;
}

// Takes `["key"]` and `[0]` off the front of `text` and follows them. nullptr: there is no such
// place.
const json* Follow(std::string_view& text, const json* at) {
  for (; text.starts_with('[') && at != nullptr; text.remove_prefix(text.find(']') + 1)) {
    const size_t close = text.find(']');
    if (close == text.npos) return nullptr;
    const std::optional<json> step = Literal(std::string(text.substr(1, close - 1)));
    if (!step) return nullptr;
    if (step->is_string() && at->is_object()) {
      const auto it = at->find(step->get<std::string>());
      at = it == at->end() ? nullptr : &*it;
    } else if (step->is_number_unsigned() && at->is_array()) {
      const size_t index = step->get<size_t>();
      at = index < at->size() ? &(*at)[index] : nullptr;
    } else {
      return nullptr;
    }
  }
  return at;
}

// `.find("x")==npos` of a text.
std::optional<Finding> Find(const Parts& parts, std::string_view call, const std::string& text) {
  static const RE2 kCall(R"re(\.find\(("(?:[^"\\]|\\.)*")\))re");
  std::string wanted;
  if (!RE2::FullMatch(std::string(call), kCall, &wanted) || !parts.right.ends_with("npos")) {
    return std::nullopt;
  }
  const std::optional<json> literal = Literal(wanted);
  if (!literal) return std::nullopt;
  const bool found = text.find(literal->get<std::string>()) != text.npos;
  return Judge(parts, found == (parts.op == "!="), "in '" + text + "'");
}

}  // namespace

std::optional<Finding> CheckJson(std::string_view assertion, std::string_view variable,
                                 const json& document) {
  const std::optional<Parts> parts = Split(assertion);
  if (!parts) return std::nullopt;
  std::string_view left = parts->left;
  const std::string cast = "std::string(" + std::string(variable) + "[";
  const bool is_cast = left.starts_with(cast);
  if (is_cast) left.remove_prefix(cast.size() - variable.size() - 1);
  if (!left.starts_with(variable)) return std::nullopt;
  left.remove_prefix(variable.size());
  if (!left.starts_with('[') && !left.starts_with('.')) return std::nullopt;
  const json* value = Follow(left, &document);
  if (value == nullptr) return Finding{parts->left + " is not there"};
  if (is_cast) {
    if (!left.starts_with(')') || !value->is_string()) return std::nullopt;
    return Find(*parts, left.substr(1), value->get<std::string>());
  }
  static const RE2 kContains(R"re(\.contains\("([^"]*)"\))re");
  static const RE2 kGet(R"re(\.(?:template ?)?get<[^>]*>\(\))re");
  std::string key;
  if (parts->op.empty() && RE2::FullMatch(std::string(left), kContains, &key)) {
    return Judge(*parts, value->contains(key), value->dump());
  }
  if (parts->op.empty() && left == ".empty()") {
    return Judge(*parts, value->empty(), value->dump());
  }
  const std::optional<json> wanted = Literal(parts->right);
  if (!wanted) return std::nullopt;
  bool equal = false;
  if (left == ".size()") {
    equal = *wanted == value->size();
  } else if (left.empty() || RE2::FullMatch(std::string(left), kGet)) {
    equal = *wanted == *value;
  } else {
    return std::nullopt;
  }
  return Judge(*parts, equal == (parts->op == "=="), value->dump());
}

std::optional<Finding> CheckText(std::string_view assertion, std::string_view variable,
                                 const std::string& text) {
  const std::optional<Parts> parts = Split(assertion);
  if (!parts || !parts->left.starts_with(variable)) return std::nullopt;
  return Find(*parts, parts->left.substr(variable.size()), text);
}

}  // namespace falco_run::conformance
