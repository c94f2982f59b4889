// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/macro_resolver.h"

#include <utility>

namespace falco_run::engine {
namespace {

void MoveTo(const Position& position, Expr& expr) {
  expr.position = position;
  if (expr.check != nullptr) {
    expr.check->op_position = position;
    engine::MoveTo(position, expr.check->left);
    if (expr.check->right.has_value()) engine::MoveTo(position, *expr.check->right);
  }
  for (ExprPtr& child : expr.children) MoveTo(position, *child);
}

}  // namespace

void MacroResolver::Set(const std::string& name, uint32_t index, std::shared_ptr<const Expr> expr) {
  macros_[name] = {index, std::move(expr), false};
}

void MacroResolver::SetResolved(const std::string& name, uint32_t index,
                                std::shared_ptr<const Expr> expr) {
  macros_[name] = {index, std::move(expr), true};
}

std::optional<Diagnostic> MacroResolver::Resolve(ExprPtr& expr, uint32_t visibility) {
  Walk walk;
  walk.visibility = visibility;
  return Visit(expr, 0, walk);
}

std::optional<Diagnostic> MacroResolver::Visit(ExprPtr& expr, size_t depth, Walk& walk) {
  if (++walk.nodes > kMaxNodes) {
    return Diagnostic{"condition is too large: it has more than " + std::to_string(kMaxNodes) +
                          " parts after its macros are resolved",
                      expr->position};
  }
  if (depth > kMaxDepth) {
    return Diagnostic{"condition is nested more than " + std::to_string(kMaxDepth) +
                          " levels deep after its macros are resolved",
                      expr->position};
  }
  if (expr->kind != Expr::Kind::kMacro) {
    for (ExprPtr& child : expr->children) {
      if (auto error = Visit(child, depth + 1, walk)) return error;
    }
    return std::nullopt;
  }

  auto found = macros_.find(expr->macro);
  if (found == macros_.end() || found->second.index >= walk.visibility) {
    return Diagnostic{"Undefined macro '" + expr->macro + "' used in filter.", expr->position};
  }
  for (const std::string* name : walk.path) {
    if (*name == found->first) {
      return Diagnostic{"reference loop in macro '" + found->first + "'", expr->position};
    }
  }
  const Position position = expr->position;
  std::vector<std::string> origin = std::move(expr->origin);
  origin.push_back(found->first);
  expr = Clone(*found->second.expr);
  if (found->second.resolved) expr->body = found->second.expr;
  MoveTo(position, *expr);
  expr->origin.insert(expr->origin.begin(), origin.begin(), origin.end());
  if (expr->origin.size() > kMaxOrigin) expr->origin.resize(kMaxOrigin);
  used_.insert(found->first);
  walk.path.push_back(&found->first);
  auto error = Visit(expr, depth + 1, walk);
  walk.path.pop_back();
  return error;
}

}  // namespace falco_run::engine
