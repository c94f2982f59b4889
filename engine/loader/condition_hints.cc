// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/condition_hints.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "engine/language/visit.h"
#include "engine/loader/context.h"

namespace falco_run::engine {
namespace {

constexpr std::string_view kDeprecatedFields[] = {
    "evt.dir",        "evt.latency",       "evt.latency.s",
    "evt.latency.ns", "evt.latency.human", "evt.wait_latency",
};

bool IsDeprecated(std::string_view field) {
  return std::find(std::begin(kDeprecatedFields), std::end(kDeprecatedFields), field) !=
         std::end(kDeprecatedFields);
}

Hint Deprecated(std::string_view field, std::string_view where, Position position) {
  return {ProblemCode::kDeprecatedItem,
          {"usage of deprecated field '" + std::string(field) + "' has been detected in the rule " +
               std::string(where),
           position}};
}

bool MentionsNA(const Operand& operand) {
  if (const auto* literal = std::get_if<Literal>(&operand.value)) return literal->text == "<NA>";
  if (const auto* list = std::get_if<ListLiteral>(&operand.value)) {
    return std::any_of(list->items().begin(), list->items().end(), MentionsNA);
  }
  return false;
}

// Fields of JSON payloads, whose absence used to be the text <NA>.
bool IsUnsafeField(const FieldRef& field) {
  return field.name.rfind("ka.", 0) == 0 || field.name.rfind("jevt.", 0) == 0;
}

bool IsUnsafeCheck(const Check& check) {
  constexpr std::string_view kOperators[] = {"=", "==", "!=", "in", "intersects", "pmatch"};
  if (std::find(std::begin(kOperators), std::end(kOperators), check.op) == std::end(kOperators)) {
    return false;
  }
  bool unsafe = false;
  ForEachField(check.left, [&](const FieldRef& field) { unsafe |= IsUnsafeField(field); });
  return unsafe && check.right.has_value() && MentionsNA(*check.right);
}

bool IsFieldChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

}  // namespace

std::vector<Hint> ConditionHints(const Expr& condition) {
  std::vector<Hint> hints;
  bool unsafe_seen = false;
  std::set<std::string> deprecated_seen;
  ForEachCheck(condition, [&](const Check& check) {
    if (!unsafe_seen && IsUnsafeCheck(check)) {
      unsafe_seen = true;
      hints.push_back({ProblemCode::kUnsafeNaCheck,
                       {"comparing a field value with <NA> is unsafe: a field without a value "
                        "never equals it. Use 'exists' to ask whether there is a value.",
                        check.left.position}});
    }
    const auto visit = [&](const FieldRef& field) {
      if (IsDeprecated(field.name) && deprecated_seen.insert(field.name).second) {
        hints.push_back(Deprecated(field.name, "condition", check.left.position));
      }
    };
    ForEachField(check.left, visit);
    if (check.right.has_value()) ForEachField(*check.right, visit);
  });
  return hints;
}

std::vector<Hint> OutputHints(std::string_view output) {
  std::vector<Hint> hints;
  std::set<std::string_view> seen;
  for (size_t percent = output.find('%'); percent != std::string_view::npos;
       percent = output.find('%', percent + 1)) {
    // %field, %12field, %transformer(field, other(field))
    size_t begin = percent + 1;
    while (begin < output.size() && output[begin] >= '0' && output[begin] <= '9') ++begin;
    int depth = 0;
    do {
      size_t end = begin;
      while (end < output.size() && IsFieldChar(output[end])) ++end;
      const std::string_view word = output.substr(begin, end - begin);
      // The dot of a sentence's end is no part of the name.
      const std::string_view field =
          !word.empty() && word.back() == '.' ? word.substr(0, word.size() - 1) : word;
      if (IsDeprecated(field) && seen.insert(field).second) {
        hints.push_back(Deprecated(field, "output", PositionAt(output, percent)));
      }
      if (end >= output.size()) break;
      if (output[end] == '(') ++depth;
      if (output[end] == ')') --depth;
      begin = end + 1;
    } while (depth > 0 && begin < output.size());
  }
  return hints;
}

}  // namespace falco_run::engine
