// SPDX-License-Identifier: Apache-2.0
#include "engine/language/ast.h"

namespace falco_run::engine {

ExprPtr Clone(const Expr& expr) {
  auto copy = std::make_unique<Expr>();
  copy->kind = expr.kind;
  copy->position = expr.position;
  copy->check = expr.check;
  copy->macro = expr.macro;
  copy->origin = expr.origin;
  copy->children.reserve(expr.children.size());
  for (const ExprPtr& child : expr.children) copy->children.push_back(Clone(*child));
  return copy;
}

}  // namespace falco_run::engine
