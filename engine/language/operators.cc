// SPDX-License-Identifier: Apache-2.0
#include "engine/language/operators.h"

namespace falco_run::engine {
namespace {

constexpr OperatorInfo kOperators[] = {
    {"exists", OperatorKind::kUnary, false},      {"<=", OperatorKind::kNumber, false},
    {"<", OperatorKind::kNumber, false},          {">=", OperatorKind::kNumber, false},
    {">", OperatorKind::kNumber, false},          {"==", OperatorKind::kString, false},
    {"=", OperatorKind::kString, false},          {"!=", OperatorKind::kString, false},
    {"glob", OperatorKind::kString, true},        {"iglob", OperatorKind::kString, true},
    {"contains", OperatorKind::kString, true},    {"icontains", OperatorKind::kString, true},
    {"bcontains", OperatorKind::kString, true},   {"startswith", OperatorKind::kString, true},
    {"bstartswith", OperatorKind::kString, true}, {"endswith", OperatorKind::kString, true},
    {"regex", OperatorKind::kString, true},       {"intersects", OperatorKind::kList, false},
    {"in", OperatorKind::kList, false},           {"pmatch", OperatorKind::kList, false},
};

constexpr TransformerInfo kTransformers[] = {
    {"tolower", false}, {"toupper", false}, {"b64", false},    {"basename", false},
    {"len", false},     {"join", false},    {"concat", false}, {"getopt", true},
};

}  // namespace

std::span<const OperatorInfo> Operators() { return kOperators; }

const OperatorInfo* FindOperator(std::string_view name) {
  for (const OperatorInfo& op : kOperators) {
    if (op.name == name) return &op;
  }
  return nullptr;
}

std::optional<Modifier> ParseModifier(std::string_view word) {
  if (word == "oneof") return Modifier::kOneOf;
  if (word == "anyof") return Modifier::kAnyOf;
  if (word == "allof") return Modifier::kAllOf;
  return std::nullopt;
}

std::string_view ModifierName(Modifier modifier) {
  switch (modifier) {
    case Modifier::kNone:
      return "";
    case Modifier::kOneOf:
      return "oneof";
    case Modifier::kAnyOf:
      return "anyof";
    case Modifier::kAllOf:
      return "allof";
  }
  return "";
}

std::span<const TransformerInfo> Transformers() { return kTransformers; }

}  // namespace falco_run::engine
