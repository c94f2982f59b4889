// SPDX-License-Identifier: Apache-2.0
#include "engine/program/check.h"

#include <algorithm>

#include "engine/program/compiled_regex.h"
#include "engine/program/text_set.h"

namespace falco_run::engine {
namespace {

bool StartsWith(std::string_view s, std::string_view p) { return s.substr(0, p.size()) == p; }

bool EndsWith(std::string_view s, std::string_view p) {
  return s.size() >= p.size() && s.substr(s.size() - p.size()) == p;
}

template <typename T>
bool Order(Op op, const T& a, const T& b) {
  switch (op) {
    case Op::kEq:
    case Op::kIn:
    case Op::kIntersects:
      return a == b;
    case Op::kNe:
      return a != b;
    case Op::kLt:
      return a < b;
    case Op::kLe:
      return a <= b;
    case Op::kGt:
      return a > b;
    case Op::kGe:
      return a >= b;
    default:
      return false;
  }
}

bool TextOp(Op op, std::string_view a, std::string_view b) {
  switch (op) {
    case Op::kContains:
    case Op::kBContains:
      return a.find(b) != a.npos;
    case Op::kIContains: {
      std::string folded(b);
      ToLower(folded);
      return ContainsFolded(a, folded);
    }
    case Op::kStartsWith:
    case Op::kBStartsWith:
      return StartsWith(a, b);
    case Op::kEndsWith:
      return EndsWith(a, b);
    case Op::kGlob:
      return GlobMatch(b, a, false);
    case Op::kIGlob:
      return GlobMatch(b, a, true);
    default:
      return Order(op, a, b);
  }
}

bool CompareConstant(Op op, const Value& v, const Constant& c, ValueType type) {
  switch (type) {
    case ValueType::kInt:
      return Order(op, v.i, c.i);
    case ValueType::kBool:
      return Order(op, v.b, c.b);
    case ValueType::kDouble:
      return Order(op, v.d, c.d);
    case ValueType::kString:
    case ValueType::kBytes:
      if (op == Op::kIContains) return ContainsFolded(v.s, c.s);  // folded at compile time
      return TextOp(op, v.s, c.s);
    case ValueType::kIp:
      return (v.s == c.s) != (op == Op::kNe);
    case ValueType::kNet:
      return InNetwork(v.s, c) != (op == Op::kNe);
    case ValueType::kDynamic:
    case ValueType::kOpaque:
      return false;
    default:
      return Order(op, v.u, c.u);
  }
}

bool CompareValue(Op op, const Value& a, const Value& b) {
  switch (a.type) {
    case ValueType::kInt:
      return Order(op, a.i, b.i);
    case ValueType::kBool:
      return Order(op, a.b, b.b);
    case ValueType::kDouble:
      return Order(op, a.d, b.d);
    case ValueType::kString:
    case ValueType::kBytes:
      return TextOp(op, a.s, b.s);
    case ValueType::kIp:
      return (a.s == b.s) != (op == Op::kNe);
    case ValueType::kNet:
    case ValueType::kDynamic:
    case ValueType::kOpaque:
      return false;
    default:
      return Order(op, a.u, b.u);
  }
}

bool CompareAnyOf(Op op, const Value& a, const Value& right) {
  if (right.shape == Value::Shape::kOne) return CompareValue(op, a, right);
  for (uint32_t i = 0; i < right.count; ++i) {
    if (CompareValue(Op::kEq, a, right.items[i])) return true;
  }
  return false;
}

}  // namespace

CompiledCheck::CompiledCheck() = default;
CompiledCheck::~CompiledCheck() = default;
CompiledCheck::CompiledCheck(CompiledCheck&&) noexcept = default;
CompiledCheck& CompiledCheck::operator=(CompiledCheck&&) noexcept = default;

Tri CompiledCheck::Evaluate(ValueTable& values) const {
  const ValueTable::Reading& l = values.Read(left_);
  if (!right_) {
    if (!l.dual) return Test(l.value[0], nullptr);
    return Merge(Test(l.value[0], nullptr), Test(l.value[1], nullptr));
  }
  const ValueTable::Reading& r = values.Read(*right_);
  if (l.dual && r.dual && values.DiffersInMore()) return Tri::kUnknown;
  const Tri first = Test(l.at(0), &r.at(0));
  if (!l.dual && !r.dual) return first;
  return Merge(first, Test(l.at(1), &r.at(1)));
}

Tri CompiledCheck::Test(const Value& left, const Value* right) const {
  if (left.null() || (right != nullptr && right->null())) return Tri::kFalse;
  if (left.present() && (right == nullptr || right->present())) {
    return ToTri(TestShape(left, right));
  }
  if (left.state == Value::State::kRange && right == nullptr) {
    return op_ == Op::kExists ? Tri::kTrue : TestRange(left);
  }
  return Tri::kUnknown;
}

bool CompiledCheck::TestShape(const Value& left, const Value* right) const {
  if (op_ == Op::kExists) return left.shape != Value::Shape::kPair || left.count > 0;
  switch (left.shape) {
    case Value::Shape::kOne:
      return TestOne(left, right);
    case Value::Shape::kList: {
      const bool all = op_ == Op::kIn;
      if (left.count == 0) return false;
      for (uint32_t i = 0; i < left.count; ++i) {
        if (TestOne(left.items[i], right) != all) return !all;
      }
      return all;
    }
    case Value::Shape::kAny:
      for (uint32_t i = 0; i < left.count; ++i) {
        if (TestOne(left.items[i], right)) return true;
      }
      return false;
    case Value::Shape::kPair: {
      const bool all = op_ == Op::kNe;
      for (uint32_t i = 0; i < left.count; ++i) {
        if (TestOne(left.items[i], right) != all) return !all;
      }
      return all;
    }
  }
  return false;
}

bool CompiledCheck::TestOne(const Value& left, const Value* right) const {
  if (right != nullptr) return CompareAnyOf(op_, left, *right);
  if (set_) return set_->Contains(left.s);
  if (paths_) return paths_->Match(left.s);
  if (modifier_ == Modifier::kNone && constants_.size() == 1) {
    if (!regexes_.empty()) return regexes_[0]->Matches(left.s);
    return CompareConstant(op_, left, constants_[0], type_);
  }
  size_t hits = 0;
  for (size_t i = 0; i < constants_.size(); ++i) {
    const bool hit = regexes_.empty() ? CompareConstant(op_, left, constants_[i], type_)
                                      : regexes_[i]->Matches(left.s);
    hits += hit;
    if (hit && (modifier_ == Modifier::kAnyOf || modifier_ == Modifier::kNone)) return true;
    if (!hit && modifier_ == Modifier::kAllOf) return false;
    if (hits > 1 && modifier_ == Modifier::kOneOf) return false;
  }
  switch (modifier_) {
    case Modifier::kOneOf:
      return hits == 1;
    case Modifier::kAllOf:
      return hits > 0;
    default:
      return false;
  }
}

// An integer that is only known to lie in a range.
Tri CompiledCheck::TestRange(const Value& range) const {
  const auto compare = [&](Op op, int64_t c) {
    const int64_t lo = range.i, hi = range.hi;
    switch (op) {
      case Op::kNe:
        return c < lo || c > hi ? Tri::kTrue : Tri::kUnknown;
      case Op::kLt:
        return hi < c ? Tri::kTrue : lo >= c ? Tri::kFalse : Tri::kUnknown;
      case Op::kLe:
        return hi <= c ? Tri::kTrue : lo > c ? Tri::kFalse : Tri::kUnknown;
      case Op::kGt:
        return lo > c ? Tri::kTrue : hi <= c ? Tri::kFalse : Tri::kUnknown;
      case Op::kGe:
        return lo >= c ? Tri::kTrue : hi < c ? Tri::kFalse : Tri::kUnknown;
      default:
        return c < lo || c > hi ? Tri::kFalse : Tri::kUnknown;
    }
  };
  const auto constant = [&](const Constant& c) {
    if (type_ == ValueType::kInt) return c.i;
    return c.u > static_cast<uint64_t>(INT64_MAX) ? INT64_MAX : static_cast<int64_t>(c.u);
  };
  if (modifier_ == Modifier::kNone && constants_.size() == 1) {
    return compare(op_, constant(constants_[0]));
  }
  if (modifier_ == Modifier::kNone) {  // in, intersects
    for (const Constant& c : constants_) {
      if (compare(Op::kEq, constant(c)) != Tri::kFalse) return Tri::kUnknown;
    }
    return Tri::kFalse;
  }
  return constants_.empty() ? Tri::kFalse : Tri::kUnknown;
}

uint32_t CheckCost(const CompiledCheck& check, const ValueTable& values) {
  uint32_t cost = 1;
  switch (check.op()) {
    case Op::kContains:
    case Op::kBContains:
      cost = 3;
      break;
    case Op::kIContains:
    case Op::kGlob:
    case Op::kIGlob:
    case Op::kPMatch:
      cost = 5;
      break;
    case Op::kRegex:
      cost = 20;
      break;
    default:
      break;
  }
  const ValueExpr& e = values.expr(check.left());
  if (e.kind != ValueExpr::Kind::kField || check.right()) return cost + 10;
  const std::string_view name = e.field.info->name;
  // What depends on the outcome is read twice, and mostly true.
  if (name == "fd.num" || name == "evt.res" || name == "evt.rawres" || name == "evt.failed" ||
      name == "fd.typechar" || name == "fd.type" || name == "fd.l4proto") {
    cost += 4;
  }
  // Texts that have to be made.
  if (name.substr(0, 7) == "evt.arg" || name == "evt.info") cost += 6;
  // May wait for the first addresses.
  if (e.field.info->flags & kHostName) cost += 10;
  // A list of every ancestor.
  if (name.substr(0, 6) == "proc.a" && !e.field.has_arg && name != "proc.args") cost += 4;
  return cost;
}

}  // namespace falco_run::engine
