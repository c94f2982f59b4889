// SPDX-License-Identifier: Apache-2.0
#include "engine/program/guard.h"

#include <algorithm>

namespace falco_run::engine {
namespace {

// Fields of few values: what is compared with them says little.
bool HasFewValues(const ValueExpr& e) {
  if (e.kind != ValueExpr::Kind::kField) return false;
  const std::string_view name = e.field.info->name;
  return name.substr(0, 7) == "fd.type" || name == "fd.sockfamily" || name == "evt.res" ||
         name == "evt.category" || name == "evt.io_dir" || name == "container.id" ||
         name == "container.type" || name == "ka.stage" || name == "ka.verb" ||
         (name == "jevt.value" && e.field.arg == "/stage");
}

// Reading it may wait, so it comes after everything else.
bool MayWait(const ValueExpr& e) {
  return e.kind == ValueExpr::Kind::kField && (e.field.info->flags & kHostName) != 0;
}

bool IsProtocol(const ValueExpr& e) {
  return e.kind == ValueExpr::Kind::kField && e.field.info->name == "fd.l4proto";
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
    case Op::kIContains:
    case Op::kPMatch:
      return true;
    default:
      return false;
  }
}

std::string_view GlobPrefix(std::string_view pattern) {
  return pattern.substr(0, std::min(pattern.find_first_of("*?[\\"), pattern.size()));
}

// The longest part of a path pattern that stands for itself: what it fits contains it.
std::string_view LongestComponent(std::string_view pattern) {
  std::string_view longest;
  while (!pattern.empty()) {
    const std::string_view component = pattern.substr(0, pattern.find('/'));
    pattern.remove_prefix(std::min(component.size() + 1, pattern.size()));
    if (component.find_first_of("*?[\\") == component.npos && component.size() > longest.size()) {
      longest = component;
    }
  }
  return longest;
}

uint32_t PrefixCost(size_t length) { return length < 3 ? Guard::kUseless : length < 8 ? 20 : 5; }
uint32_t InfixCost(size_t length) { return length < 2 ? Guard::kUseless : 30; }

uint32_t TextCost(Op op, const Constant& c) {
  switch (op) {
    case Op::kStartsWith:
    case Op::kEndsWith:
      return PrefixCost(c.s.size());
    case Op::kGlob:
      return PrefixCost(GlobPrefix(c.s).size());
    case Op::kContains:
    case Op::kIContains:
      return InfixCost(c.s.size());
    case Op::kPMatch:
      return InfixCost(LongestComponent(c.s).size());
    default:
      return c.s.empty() ? Guard::kUseless : 1;
  }
}

bool IsEquality(Op op) { return op == Op::kEq || op == Op::kIn || op == Op::kIntersects; }

// Whole bytes of a network are looked up; the rest is left to the check.
std::string_view NetworkPrefix(const Constant& c) {
  return std::string_view(c.s).substr(0, c.prefix_length / 8);
}

// Ports, addresses, and numbers of the process or among the event's arguments; the others mostly
// depend on the outcome.
bool CanLookUpNumber(const ValueExpr& e) {
  if (e.type == ValueType::kPort || e.type == ValueType::kIp || e.type == ValueType::kNet) {
    return true;
  }
  if (!IsInteger(e.type) || e.kind != ValueExpr::Kind::kField) return false;
  const proto::Param param = e.field.param;
  return e.per_process ||
         (param != proto::PARAM_NONE && param != proto::PARAM_RES && param != proto::PARAM_FD);
}

uint32_t NumberCost(ValueType type, const Constant& c) {
  switch (type) {
    case ValueType::kIp:
      return 1;
    case ValueType::kNet:
      return NetworkPrefix(c).empty() ? Guard::kUseless : 20;
    case ValueType::kPort:
      return c.u == 0 ? 50 : 10;
    default:  // 0, 1 and -1 are common
      return c.u + 1 <= 2 && c.i <= 1 ? 50 : 10;
  }
}

std::string_view BytesOf(const uint64_t& number) {
  return {reinterpret_cast<const char*>(&number), sizeof(number)};
}

}  // namespace

uint32_t GuardCost(const CompiledCheck& check, const ValueTable& values, Guard::Scope scope) {
  const ValueExpr& e = values.expr(check.left());
  if (check.right() || HasFewValues(e) || MayWait(e)) return Guard::kUseless;
  if (scope != Guard::Scope::kAll && e.per_process != (scope == Guard::Scope::kProcess)) {
    return Guard::kUseless;
  }
  const bool text = e.type == ValueType::kString;
  if (text ? !CanLookUp(check.op()) : !IsEquality(check.op()) || !CanLookUpNumber(e)) {
    return Guard::kUseless;
  }
  uint32_t cost = IsProtocol(e) ? 60 : 1;
  for (const Constant& c : check.constants()) {
    cost = std::max(cost, text ? TextCost(check.op(), c) : NumberCost(e.type, c));
  }
  return cost;
}

// Modifiers and lists only ask for more: without any of these values no check holds.
void AddToIndex(const CompiledCheck& check, const ValueTable& values, uint32_t id,
                TextIndex& index) {
  using Kind = TextIndex::Kind;
  const ValueType type = values.expr(check.left()).type;
  for (const Constant& c : check.constants()) {
    if (type == ValueType::kNet) {
      index.Add(Kind::kPrefix, NetworkPrefix(c), id);
      continue;
    }
    if (IsInteger(type)) {
      const uint64_t number = type == ValueType::kInt ? static_cast<uint64_t>(c.i) : c.u;
      index.Add(Kind::kEquals, BytesOf(number), id);
      continue;
    }
    switch (check.op()) {
      case Op::kStartsWith:
        index.Add(Kind::kPrefix, c.s, id);
        break;
      case Op::kGlob:
        index.Add(Kind::kPrefix, GlobPrefix(c.s), id);
        break;
      case Op::kEndsWith:
        index.Add(Kind::kSuffix, c.s, id);
        break;
      case Op::kContains:
        index.Add(Kind::kContains, c.s, id);
        break;
      case Op::kIContains:
        index.Add(Kind::kContainsFolded, c.s, id);
        break;
      case Op::kPMatch:
        index.Add(Kind::kContains, LongestComponent(c.s), id);
        break;
      default:
        index.Add(Kind::kEquals, c.s, id);
    }
  }
}

std::string_view IndexKey(const Value& value, ValueType type) {
  return IsInteger(type) ? BytesOf(value.u) : value.s;
}

}  // namespace falco_run::engine
