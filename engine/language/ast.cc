// SPDX-License-Identifier: Apache-2.0
#include "engine/language/ast.h"

#include <algorithm>
#include <utility>

namespace falco_run::engine {

ListLiteral::ListLiteral(std::vector<Operand> items)
    : items_(std::make_shared<const std::vector<Operand>>(std::move(items))) {}

const std::vector<Operand>& ListLiteral::items() const {
  static const auto* const kNone = new std::vector<Operand>;
  return items_ == nullptr ? *kNone : *items_;
}

Position ListLiteral::PositionOf(const Operand& item) const {
  return moved_.value_or(item.position);
}

void ListLiteral::MoveTo(const Position& position) {
  const auto is_literal = [](const Operand& item) {
    return std::holds_alternative<Literal>(item.value);
  };
  moved_ = position;
  if (std::all_of(items().begin(), items().end(), is_literal)) return;
  // What is inside of an item has positions of its own.
  auto moved = std::make_shared<std::vector<Operand>>(items());
  for (Operand& item : *moved) engine::MoveTo(position, item);
  items_ = std::move(moved);
}

void MoveTo(const Position& position, Operand& operand) {
  operand.position = position;
  if (auto* call = std::get_if<TransformerCall>(&operand.value)) {
    for (Operand& argument : call->args) MoveTo(position, argument);
  } else if (auto* list = std::get_if<ListLiteral>(&operand.value)) {
    list->MoveTo(position);
  }
}

ExprPtr Clone(const Expr& expr) {
  auto copy = std::make_unique<Expr>();
  copy->kind = expr.kind;
  copy->position = expr.position;
  if (expr.check != nullptr) copy->check = std::make_unique<Check>(*expr.check);
  copy->macro = expr.macro;
  copy->origin = expr.origin;
  copy->body = expr.body;
  copy->children.reserve(expr.children.size());
  for (const ExprPtr& child : expr.children) copy->children.push_back(Clone(*child));
  return copy;
}

}  // namespace falco_run::engine
