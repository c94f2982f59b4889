// SPDX-License-Identifier: Apache-2.0
#include "engine/explain/check_text.h"

#include "engine/language/operators.h"
#include "engine/language/printer.h"

namespace falco_run::engine {
namespace {

constexpr size_t kMaxActual = 120;

std::string ValueText(const ExplainedValue& value) {
  switch (value.state) {
    case ExplainedValue::State::kNull:
      return "(no value)";
    case ExplainedValue::State::kUnknown:
      return value.text.empty() ? "(not known yet)" : "(" + value.text + ")";
    case ExplainedValue::State::kPresent:
      break;
  }
  if (value.text.empty()) return "\"\"";
  // Values come from programs: one line, no control characters.
  std::string out;
  for (char c : value.text.substr(0, kMaxActual)) {
    out += static_cast<unsigned char>(c) < 32 || c == 127 ? '.' : c;
  }
  if (value.text.size() > kMaxActual) out += "...";
  return out;
}

}  // namespace

std::string ShortCheckText(const Expr& expr, size_t width) {
  const Check& check = *expr.check;
  const auto* list = check.right ? std::get_if<ListLiteral>(&check.right->value) : nullptr;
  if (list == nullptr) return PrintCondition(expr);
  std::string text = PrintOperand(check.left) + " " + check.op;
  if (check.modifier != Modifier::kNone) text.append(" ").append(ModifierName(check.modifier));
  text += " (";
  for (size_t i = 0; i < list->items().size(); ++i) {
    const std::string item = PrintOperand(list->items()[i]);
    const size_t left = list->items().size() - i;
    if (i > 0 && text.size() + item.size() > width && left > 1) {
      return text + ", ... " + std::to_string(left) + " more)";
    }
    if (i > 0) text += ", ";
    text += item;
  }
  return text + ")";
}

std::string ActualText(const ExplainedNode& check) {
  if (check.values.size() == 1) return ValueText(check.values[0]);
  std::string out;
  for (const ExplainedValue& value : check.values) {
    if (!out.empty()) out += ", ";
    out += value.name + "=" + ValueText(value);
  }
  return out;
}

std::string CheckSentence(const ExplainedNode& check) {
  std::string out = ShortCheckText(*check.expr, 60);
  out += check.result == Tri::kTrue      ? " is true"
         : check.result == Tri::kUnknown ? " is not known yet"
                                         : " is false";
  for (const ExplainedValue& value : check.values) {
    out += (&value == &check.values.front() ? ": " : ", ") + value.name + " is " + ValueText(value);
  }
  return out;
}

}  // namespace falco_run::engine
