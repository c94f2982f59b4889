// SPDX-License-Identifier: Apache-2.0
#include "engine/language/printer.h"

#include "engine/language/operators.h"
#include "engine/language/quoting.h"

namespace falco_run::engine {
namespace {

class Printer {
 public:
  std::string& text() { return text_; }

  void Print(const Expr& expr) {
    switch (expr.kind) {
      case Expr::Kind::kAnd:
        PrintChain(expr, " and ");
        break;
      case Expr::Kind::kOr:
        PrintChain(expr, " or ");
        break;
      case Expr::Kind::kNot:
        PrintNot(*expr.children.front());
        break;
      case Expr::Kind::kCheck:
        PrintCheck(*expr.check);
        break;
      case Expr::Kind::kMacro:
        text_ += expr.macro;
        break;
    }
  }

  // `in_call`: as an argument of a transformer, where text is always quoted.
  void Print(const Operand& operand, bool in_call) {
    if (const auto* field = std::get_if<FieldRef>(&operand.value)) {
      text_ += field->name;
      PrintIndex(field->arg);
    } else if (const auto* literal = std::get_if<Literal>(&operand.value)) {
      const bool quote = in_call && literal->quoted;
      text_ += quote ? Quote(literal->text) : QuoteIfNeeded(literal->text);
    } else if (const auto* call = std::get_if<TransformerCall>(&operand.value)) {
      text_ += call->name;
      PrintItems(call->args, /*in_call=*/true);
      PrintIndex(call->index);
    } else {
      PrintItems(std::get<ListLiteral>(operand.value).items(), in_call);
    }
  }

 private:
  void PrintChain(const Expr& expr, const char* separator) {
    text_ += '(';
    for (const ExprPtr& child : expr.children) {
      if (child != expr.children.front()) text_ += separator;
      Print(*child);
    }
    text_ += ')';
  }

  void PrintNot(const Expr& child) {
    text_ += "not ";
    // The parser drops pairs of `not`; the parentheses keep a pair made by a macro.
    const bool pair = child.kind == Expr::Kind::kNot;
    if (pair) text_ += '(';
    Print(child);
    if (pair) text_ += ')';
  }

  void PrintCheck(const Check& check) {
    Print(check.left, /*in_call=*/false);
    text_ += ' ';
    text_ += check.op;
    if (check.modifier != Modifier::kNone) {
      text_ += ' ';
      text_ += ModifierName(check.modifier);
    }
    if (!check.right.has_value()) return;
    text_ += ' ';
    const bool field = std::holds_alternative<FieldRef>(check.right->value);
    if (field) text_ += "val(";
    Print(*check.right, /*in_call=*/false);
    if (field) text_ += ')';
  }

  void PrintItems(const std::vector<Operand>& items, bool in_call) {
    text_ += '(';
    for (size_t i = 0; i < items.size(); ++i) {
      if (i > 0) text_ += ", ";
      Print(items[i], in_call);
    }
    text_ += ')';
  }

  void PrintIndex(const std::optional<std::string>& index) {
    if (index.has_value()) text_ += "[" + QuoteArgumentIfNeeded(*index) + "]";
  }

  std::string text_;
};

}  // namespace

std::string PrintCondition(const Expr& expr) {
  Printer printer;
  printer.Print(expr);
  return std::move(printer.text());
}

std::string PrintOperand(const Operand& operand) {
  Printer printer;
  printer.Print(operand, /*in_call=*/false);
  return std::move(printer.text());
}

}  // namespace falco_run::engine
