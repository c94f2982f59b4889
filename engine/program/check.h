// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_PROGRAM_CHECK_H_
#define FALCO_RUN_ENGINE_PROGRAM_CHECK_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/language/ast.h"
#include "engine/program/constant.h"
#include "engine/program/op.h"
#include "engine/program/text_match.h"
#include "engine/program/tri.h"
#include "engine/program/value_table.h"

namespace falco_run::engine {

class CompiledRegex;
class TextSet;

// One comparison, compiled: a value, an operator and what it is compared with.
class CompiledCheck {
 public:
  CompiledCheck();
  ~CompiledCheck();
  CompiledCheck(CompiledCheck&&) noexcept;
  CompiledCheck& operator=(CompiledCheck&&) noexcept;

  uint32_t left() const { return left_; }
  Op op() const { return op_; }
  Modifier modifier() const { return modifier_; }
  std::optional<uint32_t> right() const { return right_; }  // compared with another value
  const std::vector<Constant>& constants() const { return constants_; }

  // For the present event of `values`.
  Tri Evaluate(ValueTable& values) const;

  // For a given left value; only without right().
  Tri EvaluateOn(const Value& value) const { return Test(value, nullptr); }

 private:
  friend class CheckCompiler;

  Tri Test(const Value& left, const Value* right) const;
  bool TestShape(const Value& left, const Value* right) const;
  bool TestOne(const Value& left, const Value* right) const;
  Tri TestRange(const Value& left) const;

  uint32_t left_ = 0;
  Op op_ = Op::kExists;
  Modifier modifier_ = Modifier::kNone;
  ValueType type_ = ValueType::kString;
  std::optional<uint32_t> right_;
  std::vector<Constant> constants_;
  std::unique_ptr<TextSet> set_;  // in, intersects and = anyof on texts
  std::unique_ptr<PathPatterns> paths_;
  std::vector<std::unique_ptr<CompiledRegex>> regexes_;  // one a constant
};

// About how much work a check is, its value included; 1 for the least.
uint32_t CheckCost(const CompiledCheck& check, const ValueTable& values);

struct CompiledCheckResult {
  std::optional<CompiledCheck> check;
  std::optional<Diagnostic> error;
  std::vector<Diagnostic> warnings;
  std::string key;  // equal keys: the same check
};

// Types and compiles one check; its values are added to `values`. `catalogue` is asked whether
// a text looks like a field.
CompiledCheckResult CompileCheck(const Check& check, const Catalogue& catalogue,
                                 ValueTable& values);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_PROGRAM_CHECK_H_
