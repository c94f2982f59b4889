// SPDX-License-Identifier: Apache-2.0
#include "engine/program/op.h"

namespace falco_run::engine {

std::optional<Op> ParseOp(std::string_view t) {
  static constexpr struct {
    std::string_view text;
    Op op;
  } kOps[] = {
      {"exists", Op::kExists},
      {"=", Op::kEq},
      {"==", Op::kEq},
      {"!=", Op::kNe},
      {"<", Op::kLt},
      {"<=", Op::kLe},
      {">", Op::kGt},
      {">=", Op::kGe},
      {"contains", Op::kContains},
      {"icontains", Op::kIContains},
      {"bcontains", Op::kBContains},
      {"startswith", Op::kStartsWith},
      {"bstartswith", Op::kBStartsWith},
      {"endswith", Op::kEndsWith},
      {"glob", Op::kGlob},
      {"iglob", Op::kIGlob},
      {"regex", Op::kRegex},
      {"in", Op::kIn},
      {"intersects", Op::kIntersects},
      {"pmatch", Op::kPMatch},
  };
  for (const auto& o : kOps) {
    if (o.text == t) return o.op;
  }
  return std::nullopt;
}

bool IsLegal(Op op, ValueType type, bool list) {
  if (op == Op::kExists) return true;
  if (list) return op == Op::kIn || op == Op::kIntersects;
  if (op == Op::kIn || op == Op::kIntersects || op == Op::kEq || op == Op::kNe) {
    return type != ValueType::kOpaque;
  }
  const bool order = op == Op::kLt || op == Op::kLe || op == Op::kGt || op == Op::kGe;
  switch (type) {
    case ValueType::kString:
      return op != Op::kBContains && op != Op::kBStartsWith;
    case ValueType::kBytes:
      return op == Op::kContains || op == Op::kStartsWith || op == Op::kEndsWith ||
             op == Op::kBContains || op == Op::kBStartsWith;
    case ValueType::kBool:
    case ValueType::kIp:
    case ValueType::kNet:
    case ValueType::kOpaque:
    case ValueType::kDynamic:
      return false;
    default:
      return order;
  }
}

std::string_view TypeName(ValueType type) {
  switch (type) {
    case ValueType::kInt:
      return "INT64";
    case ValueType::kUint:
      return "UINT64";
    case ValueType::kPort:
      return "PORT";
    case ValueType::kRelTime:
      return "RELTIME";
    case ValueType::kAbsTime:
      return "ABSTIME";
    case ValueType::kBool:
      return "BOOL";
    case ValueType::kDouble:
      return "DOUBLE";
    case ValueType::kString:
      return "CHARBUF";
    case ValueType::kBytes:
      return "BYTEBUF";
    case ValueType::kIp:
      return "IPADDR";
    case ValueType::kNet:
      return "IPNET";
    default:
      return "OPAQUE";
  }
}

}  // namespace falco_run::engine
