// SPDX-License-Identifier: Apache-2.0
#include "engine/explain/deciding.h"

#include <algorithm>

namespace falco_run::engine {

// `node.distance` is the number of flips to the opposite of a decided result; for an unknown
// one, to true. An unknown check is one flip away from either.
uint32_t DistanceOf(const ExplainedNode& node) {
  const Expr::Kind kind = node.expr->kind;
  if (kind == Expr::Kind::kCheck) return 1;
  if (kind == Expr::Kind::kNot) return node.children[0].distance;
  // What all children must be for one result, and one child suffices for the other.
  const Tri all = kind == Expr::Kind::kAnd ? Tri::kTrue : Tri::kFalse;
  uint32_t sum = 0;
  uint32_t least = UINT32_MAX;
  for (const ExplainedNode& child : node.children) {
    if (child.result != all) sum += child.distance;
    least = std::min(least, child.distance);
  }
  return node.result == all ? least : sum;
}

std::optional<uint32_t> MarkDeciding(ExplainedNode& node) {
  node.decisive = true;
  if (node.is_check()) return node.check;
  if (node.expr->kind == Expr::Kind::kNot) return MarkDeciding(node.children[0]);
  // The first part with the result of the whole settled it, if one part can.
  const bool conjunction = node.expr->kind == Expr::Kind::kAnd;
  const Tri settles = conjunction ? Tri::kFalse : Tri::kTrue;
  if (node.result != Not(settles)) {
    for (ExplainedNode& child : node.children) {
      if (child.result == node.result) return MarkDeciding(child);
    }
  }
  if (conjunction) return MarkDeciding(node.children.back());
  return MarkDeciding(*std::min_element(
      node.children.begin(), node.children.end(),
      [](const ExplainedNode& a, const ExplainedNode& b) { return a.distance < b.distance; }));
}

}  // namespace falco_run::engine
