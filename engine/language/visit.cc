// SPDX-License-Identifier: Apache-2.0
#include "engine/language/visit.h"

namespace falco_run::engine {
namespace {

void ForEachNode(const Expr& expr, const std::function<void(const Expr&)>& visit) {
  visit(expr);
  for (const ExprPtr& child : expr.children) ForEachNode(*child, visit);
}

}  // namespace

void ForEachCheck(const Expr& expr, const std::function<void(const Check&)>& visit) {
  ForEachNode(expr, [&](const Expr& node) {
    if (node.kind == Expr::Kind::kCheck) visit(*node.check);
  });
}

void ForEachField(const Operand& operand, const std::function<void(const FieldRef&)>& visit) {
  if (const auto* field = std::get_if<FieldRef>(&operand.value)) {
    visit(*field);
  } else if (const auto* call = std::get_if<TransformerCall>(&operand.value)) {
    for (const Operand& argument : call->args) ForEachField(argument, visit);
  } else if (const auto* list = std::get_if<ListLiteral>(&operand.value)) {
    for (const Operand& item : list->items()) ForEachField(item, visit);
  }
}

void ForEachField(const Expr& expr, const std::function<void(const FieldRef&)>& visit) {
  ForEachCheck(expr, [&](const Check& check) {
    ForEachField(check.left, visit);
    if (check.right.has_value()) ForEachField(*check.right, visit);
  });
}

std::set<std::string> MacroNames(const Expr& expr) {
  std::set<std::string> names;
  ForEachNode(expr, [&](const Expr& node) {
    if (node.kind == Expr::Kind::kMacro) names.insert(node.macro);
  });
  return names;
}

std::set<std::string> FieldNames(const Expr& expr) {
  std::set<std::string> names;
  ForEachField(expr, [&](const FieldRef& field) { names.insert(field.name); });
  return names;
}

size_t CountNodes(const Expr& expr) {
  size_t count = 0;
  ForEachNode(expr, [&](const Expr&) { ++count; });
  return count;
}

}  // namespace falco_run::engine
