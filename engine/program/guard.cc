// SPDX-License-Identifier: Apache-2.0
#include "engine/program/guard.h"

#include <algorithm>

namespace falco_run::engine {
namespace {

// Fields of few values: what is compared with them says little.
bool HasFewValues(const ValueExpr& e) {
  if (e.kind != ValueExpr::Kind::kField) return false;
  const std::string_view name = e.field.info->name;
  return name.substr(0, 7) == "fd.type" || name == "fd.l4proto" || name == "fd.sockfamily" ||
         name == "evt.res" || name == "evt.category" || name == "evt.io_dir" ||
         name == "container.id" || name == "container.type";
}

// Operators that hold only if one of the texts occurs in its place.
bool CanLookUp(Op op) {
  switch (op) {
    case Op::kEq:
    case Op::kIn:
    case Op::kIntersects:
    case Op::kStartsWith:
    case Op::kEndsWith:
    case Op::kGlob:
    case Op::kContains:
      return true;
    default:
      return false;
  }
}

std::string_view GlobPrefix(std::string_view pattern) {
  return pattern.substr(0, std::min(pattern.find_first_of("*?[\\"), pattern.size()));
}

uint32_t PrefixCost(size_t length) { return length < 3 ? Guard::kUseless : length < 8 ? 20 : 5; }

}  // namespace

uint32_t GuardCost(const CompiledCheck& check, const ValueTable& values, Guard::Scope scope) {
  const ValueExpr& e = values.expr(check.left());
  if (check.right() || e.type != ValueType::kString || HasFewValues(e)) return Guard::kUseless;
  if (scope != Guard::Scope::kAll && e.per_process != (scope == Guard::Scope::kProcess)) {
    return Guard::kUseless;
  }
  if (!CanLookUp(check.op())) return Guard::kUseless;
  uint32_t cost = 1;
  for (const Constant& c : check.constants()) {
    switch (check.op()) {
      case Op::kStartsWith:
      case Op::kEndsWith:
        cost = std::max(cost, PrefixCost(c.s.size()));
        break;
      case Op::kGlob:
        cost = std::max(cost, PrefixCost(GlobPrefix(c.s).size()));
        break;
      case Op::kContains:
        cost = std::max(cost, c.s.size() < 2 ? Guard::kUseless : 30);
        break;
      default:
        cost = std::max(cost, c.s.empty() ? Guard::kUseless : 1);
    }
  }
  return cost;
}

// Modifiers and lists only ask for more: without any of these texts no check holds.
void AddToIndex(const CompiledCheck& check, uint32_t id, TextIndex& index) {
  for (const Constant& c : check.constants()) {
    switch (check.op()) {
      case Op::kStartsWith:
        index.Add(TextIndex::Kind::kPrefix, c.s, id);
        break;
      case Op::kGlob:
        index.Add(TextIndex::Kind::kPrefix, GlobPrefix(c.s), id);
        break;
      case Op::kEndsWith:
        index.Add(TextIndex::Kind::kSuffix, c.s, id);
        break;
      case Op::kContains:
        index.Add(TextIndex::Kind::kContains, c.s, id);
        break;
      default:
        index.Add(TextIndex::Kind::kEquals, c.s, id);
    }
  }
}

}  // namespace falco_run::engine
