// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/events/event_table.h"
#include "engine/language/parser.h"
#include "engine/program/check.h"
#include "engine/program/compiled_regex.h"
#include "engine/program/text_set.h"

namespace falco_run::engine {

class CheckCompiler {
 public:
  CheckCompiler(const Catalogue& catalogue, ValueTable& values)
      : catalogue_(catalogue), values_(values) {}

  CompiledCheckResult Compile(const Check& check);

 private:
  void CompileRight(const Check& check);
  void CompileConstants(const Check& check);
  void CompileMatchers(Position position);
  void AddConstant(const Operand& operand, Position position);
  void CheckHostName(const Check& check, Op op);
  void HintMisuse(const std::string& text, Position position);
  void Fail(std::string message, Position position) {
    if (!result_.error) result_.error = Diagnostic{std::move(message), position};
  }
  const FieldInfo* LeftField() const {
    const ValueExpr& e = values_.expr(check_.left_);
    return e.kind == ValueExpr::Kind::kField ? e.field.info : nullptr;
  }
  bool IsEventName() const {
    const FieldInfo* f = LeftField();
    return f != nullptr && (f->name == "evt.type" || f->name == "syscall.type");
  }

  bool IsHostName() const {
    const FieldInfo* f = LeftField();
    return f != nullptr && (f->flags & kHostName) != 0;
  }

  const Catalogue& catalogue_;
  ValueTable& values_;
  CompiledCheckResult result_;
  CompiledCheck check_;
  bool left_list_ = false;
  std::vector<std::string> texts_;
};

CompiledCheckResult CompileCheck(const Check& check, const Catalogue& catalogue,
                                 ValueTable& values) {
  return CheckCompiler(catalogue, values).Compile(check);
}

CompiledCheckResult CheckCompiler::Compile(const Check& check) {
  const std::optional<Op> op = ParseOp(check.op);
  if (!op) {
    Fail("'" + check.op + "' is not a supported comparison operator", check.op_position);
    return std::move(result_);
  }
  ValueTable::Added left = values_.Add(check.left);
  if (left.error) {
    result_.error = std::move(left.error);
    return std::move(result_);
  }
  check_.left_ = left.id;
  check_.op_ = *op;
  check_.modifier_ = check.modifier;
  const ValueExpr& e = values_.expr(left.id);
  check_.type_ = e.type;
  left_list_ = e.list;
  const FieldInfo* field = LeftField();
  if (field != nullptr && (field->flags & kPrintOnly)) {
    Fail("field '" + std::string(field->name) + "' can only be printed", check.left.position);
  }
  if (!IsLegal(*op, e.type, e.list)) {
    Fail("operator '" + check.op + "' is not supported for " + (e.list ? "lists of " : "") +
             "type " + std::string(TypeName(e.type)),
         check.op_position);
  }
  if (IsHostName()) CheckHostName(check, *op);
  if (!result_.error && *op != Op::kExists) {
    if (!check.right) {
      Fail("operator '" + check.op + "' needs a value", check.op_position);
    } else {
      CompileRight(check);
    }
  }
  if (result_.error) return std::move(result_);

  result_.key = std::to_string(check_.left_) + ' ' + std::to_string(static_cast<int>(check_.op_)) +
                ' ' + std::to_string(static_cast<int>(check_.modifier_));
  if (check_.right_) result_.key += " v" + std::to_string(*check_.right_);
  // The order of a list does not matter, but how often a value occurs may (oneof).
  std::sort(texts_.begin(), texts_.end());
  for (const std::string& t : texts_) {
    result_.key += ' ' + std::to_string(t.size()) + ':' + t;
  }
  result_.check = std::move(check_);
  return std::move(result_);
}

// What is compared is addresses, so only whole names that somebody can look up will do.
void CheckCompiler::CheckHostName(const Check& check, Op op) {
  const std::string field = "field '" + std::string(LeftField()->name) + "'";
  if (op != Op::kEq && op != Op::kNe && op != Op::kIn && op != Op::kExists) {
    Fail(
        "operator '" + check.op + "' is not supported for " + field + ", only =, !=, in and exists",
        check.op_position);
  } else if (check.modifier != Modifier::kNone) {
    Fail(field + " cannot be compared with a modifier", check.op_position);
  }
}

void CheckCompiler::CompileRight(const Check& check) {
  const Operand& right = *check.right;
  const bool literal = std::holds_alternative<Literal>(right.value) ||
                       std::holds_alternative<ListLiteral>(right.value);
  if (literal) return CompileConstants(check);

  ValueTable::Added added = values_.Add(right);
  if (added.error) {
    result_.error = std::move(added.error);
    return;
  }
  const ValueExpr& l = values_.expr(check_.left_);
  const ValueExpr& r = values_.expr(added.id);
  const FieldInfo* left_field = LeftField();
  if (r.kind == ValueExpr::Kind::kField && (r.field.info->flags & kNoRightSide)) {
    Fail("field '" + std::string(r.field.info->name) + "' cannot be used as right-hand side",
         right.position);
  } else if (left_field != nullptr && left_field->name == "evt.around") {
    Fail("field 'evt.around' cannot be compared with a field", right.position);
  } else if (IsHostName()) {
    Fail("field '" + std::string(left_field->name) +
             "' can only be compared with names written in the rule",
         right.position);
  } else if (check_.op_ == Op::kPMatch || check_.op_ == Op::kRegex ||
             check_.type_ == ValueType::kNet) {
    Fail("operator '" + check.op + "' cannot compare with a right-hand side field or transformer",
         check.op_position);
  } else if (check_.modifier_ != Modifier::kNone) {
    Fail("a modifier needs a list of values", right.position);
  } else if (l.type != r.type) {
    Fail("cannot compare type " + std::string(TypeName(l.type)) + " with type " +
             std::string(TypeName(r.type)),
         right.position);
  } else if (l.list != r.list &&
             !(r.list && (check_.op_ == Op::kIn || check_.op_ == Op::kIntersects))) {
    Fail("cannot compare a list with a single value", right.position);
  }
  check_.right_ = added.id;
}

void CheckCompiler::AddConstant(const Operand& operand, Position position) {
  const auto* literal = std::get_if<Literal>(&operand.value);
  if (literal == nullptr) return Fail("a list may hold only values", position);
  Constant c;
  const std::string error = ParseConstant(literal->text, check_.type_, check_.op_, c);
  if (!error.empty()) return Fail(error, position);
  const bool equality = check_.op_ == Op::kEq || check_.op_ == Op::kNe || check_.op_ == Op::kIn ||
                        check_.op_ == Op::kIntersects;
  if (IsEventName() && equality && !IsKnownEventName(literal->text)) {
    return Fail("unknown event type " + literal->text, position);
  }
  if (check_.type_ == ValueType::kString && !IsEventName()) {
    HintMisuse(literal->text, position);
  }
  texts_.push_back(literal->text);
  check_.constants_.push_back(std::move(c));
}

void CheckCompiler::CompileConstants(const Check& check) {
  const Operand& right = *check.right;
  const FieldInfo* field = LeftField();
  if (field != nullptr && field->name == "evt.around") {
    if (check_.op_ != Op::kEq) {
      return Fail("field 'evt.around' supports only '='", check.op_position);
    }
    check_.op_ = Op::kLe;  // the field reads the distance
  }
  if (const auto* list = std::get_if<ListLiteral>(&right.value)) {
    check_.constants_.reserve(list->items().size());
    texts_.reserve(list->items().size());
    for (const Operand& item : list->items()) AddConstant(item, list->PositionOf(item));
  } else {
    AddConstant(right, right.position);
  }
  if (!result_.error) CompileMatchers(right.position);
}

void CheckCompiler::CompileMatchers(Position position) {
  std::vector<Constant>& constants = check_.constants_;
  const bool texts = check_.type_ == ValueType::kString || check_.type_ == ValueType::kBytes ||
                     check_.type_ == ValueType::kIp;
  const bool membership = check_.op_ == Op::kIn || check_.op_ == Op::kIntersects ||
                          (check_.op_ == Op::kEq && check_.modifier_ == Modifier::kAnyOf);
  if (texts && membership) {
    check_.set_ = std::make_unique<TextSet>();
    for (const Constant& c : constants) check_.set_->Add(c.s);
  } else if (check_.op_ == Op::kPMatch) {
    check_.paths_ = std::make_unique<PathPatterns>();
    for (const Constant& c : constants) check_.paths_->Add(c.s);
  } else if (check_.op_ == Op::kRegex) {
    for (const Constant& c : constants) {
      auto regex = std::make_unique<CompiledRegex>(c.s);
      if (!regex->error().empty()) {
        return Fail("invalid regular expression '" + c.s + "': " + regex->error(), position);
      }
      const std::string cheaper = CheaperThanRegex(c.s);
      if (!cheaper.empty()) {
        result_.warnings.push_back({"regex '" + c.s +
                                        "' could be written with the cheaper "
                                        "operator '" +
                                        cheaper + "'",
                                    position});
      }
      check_.regexes_.push_back(std::move(regex));
    }
  }
}

void CheckCompiler::HintMisuse(const std::string& text, Position position) {
  std::string packed;
  for (char c : text) {
    if (c != ' ' && c != '\t') packed += c;
  }
  if (packed.find('.') == packed.npos) return;
  std::optional<Operand> operand = ParseLeftSide(packed);
  if (!operand) return;
  ValueTable scratch(catalogue_);
  if (scratch.Add(*operand).error) return;
  const bool transformer = std::holds_alternative<TransformerCall>(operand->value);
  result_.warnings.push_back({"'" + text + "' may be a valid field " +
                                  (transformer ? "transformer " : "") +
                                  "misused as a const string value",
                              position});
}

}  // namespace falco_run::engine
